/**
 * Puts virtual time in the place of every clock that JavaScript can read or wait on.
 *
 * Left real on purpose: queueMicrotask, nextTick and setImmediate (they order work, they do not measure time), and
 * what measures the machine itself (cpuUsage, memoryUsage, file times).
 */
import perfHooks from 'node:perf_hooks'
import timersModule from 'node:timers'
import { promisify } from 'node:util'
import { disguise, nodeError, replace } from '../replace.ts'
import { makeDate } from './date.ts'
import { installPerformance } from './performance.ts'
import { makeTimerPromises } from './timer-promises.ts'
import { Timers } from './timers.ts'
import type { VirtualTime } from './virtual-time.ts'

type Callback = (...args: unknown[]) => void

export function installClock(time: VirtualTime): Timers {
  const timers = new Timers(time)
  const promises = makeTimerPromises(timers)
  const setTimeout = (callback: Callback, delay?: unknown, ...args: unknown[]) =>
    timers.set(callback, delay, args, false)
  const setInterval = (callback: Callback, delay?: unknown, ...args: unknown[]) =>
    timers.set(callback, delay, args, true)
  const clear = (handle: unknown) => timers.clear(handle)
  Object.defineProperty(setTimeout, promisify.custom, { get: () => promises.setTimeout, enumerable: true })

  const replacements = {
    setTimeout: disguise(setTimeout, globalThis.setTimeout),
    setInterval: disguise(setInterval, globalThis.setInterval),
    clearTimeout: disguise((handle: unknown) => clear(handle), globalThis.clearTimeout),
    clearInterval: disguise((handle: unknown) => clear(handle), globalThis.clearInterval),
  }
  for (const [name, value] of Object.entries(replacements)) {
    replace(globalThis, name, value)
    replace(timersModule, name, value)
  }
  const promisesModule = timersModule.promises
  replace(promisesModule, 'setTimeout', promises.setTimeout)
  replace(promisesModule, 'setInterval', promises.setInterval)
  replace(promisesModule.scheduler, 'wait', promises.wait)

  replace(
    globalThis,
    'Date',
    makeDate(() => time.calendar()),
  )
  installPerformance(perfHooks.performance, time)
  installProcessTimes(time)
  replace(AbortSignal, 'timeout', disguise(abortAfter(timers), AbortSignal.timeout))
  return timers
}

function installProcessTimes(time: VirtualTime): void {
  const bigint = () => time.nanoseconds()
  const hrtime = (since?: [number, number]): [number, number] => {
    const now = time.nanoseconds()
    const past = since === undefined ? 0n : BigInt(since[0]) * 1_000_000_000n + BigInt(since[1])
    const passed = now - past
    const seconds = passed / 1_000_000_000n
    const rest = passed % 1_000_000_000n
    return rest < 0n ? [Number(seconds) - 1, Number(rest) + 1e9] : [Number(seconds), Number(rest)]
  }
  replace(process, 'hrtime', Object.assign(hrtime, { bigint }))
  replace(process, 'uptime', () => time.elapsed() / 1000)
}

/**
 * `AbortSignal.timeout`. Node forgets the timer when the signal is collected; when that happens depends on the
 * machine, so here the timer always fires.
 */
function abortAfter(timers: Timers): (delay: number) => AbortSignal {
  return (delay) => {
    if (typeof delay !== 'number') {
      throw nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "delay" argument must be of type number.')
    }
    if (!Number.isInteger(delay) || delay < 0 || delay > 2 ** 32 - 1) {
      const message = `The value of "delay" is out of range. It must be >= 0 && <= 4294967295. Received ${delay}`
      throw nodeError(RangeError as ErrorConstructor, 'ERR_OUT_OF_RANGE', message)
    }
    const controller = new AbortController()
    const abort = () => controller.abort(timeoutError())
    timers.set(abort, delay, [], false)
    return controller.signal
  }
}

/** Errors of timers have no stack: taking it would be most of their cost. */
function timeoutError(): DOMException {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  const error = new DOMException('The operation was aborted due to timeout', 'TimeoutError')
  Error.stackTraceLimit = limit
  return error
}
