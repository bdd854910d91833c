/**
 * Notices that this process did not run for a while: the machine slept or is overloaded, or the process was stopped. In
 * real time libp2p's timers go on meanwhile, so connections may have failed for that reason.
 */

/** Milliseconds between two checks. */
const interval = 250
/** Shortest stall, in milliseconds, that counts. libp2p's ping fails after 5 s; shorter stalls have no effect. */
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
