/**
 * Notices that this process got no turn for a while: the machine slept, was stopped, or is overloaded. In real time
 * libp2p's own timers ran on meanwhile, so that connections may have died of it.
 */

/** Milliseconds between two looks. */
const interval = 250
/** libp2p gives up on a ping after 5 s; long before that nothing happens that nodes would notice. */
const limit = 2000

export function watchStalls(onStall: (milliseconds: number) => void): Disposable {
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    const late = Math.round(now - last - interval)
    last = now
    if (late >= limit) onStall(late)
  }, interval)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}
