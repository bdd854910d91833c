/**
 * Replaces every clock that JavaScript can read or wait for by virtual time.
 *
 * These stay real on purpose: queueMicrotask, nextTick and setImmediate, which order work without measuring time, and
 * the times of files.
 */
import perfHooks from 'node:perf_hooks'
import timersModule from 'node:timers'
import { promisify } from 'node:util'
import { disguise, nodeError, replace } from '../replace.ts'
import { makeDate } from './date.ts'
import { installPerformance } from './performance.ts'
import { installTemporal } from './temporal.ts'
import { makeTimerPromises } from './timer-promises.ts'
import type { Timers } from './timers.ts'
import type { VirtualTime } from './virtual-time.ts'

type Callback = (...args: unknown[]) => void

/** The time and the timers of the node whose code runs. */
export interface PresentClock {
  readonly time: VirtualTime
  readonly timers: Timers
}

export function installClock(present: () => PresentClock): void {
  const timers = () => present().timers
  const promises = makeTimerPromises(timers)
  const setTimeout = (callback: Callback, delay?: unknown, ...args: unknown[]) =>
    timers().set(callback, delay, args, false)
  const setInterval = (callback: Callback, delay?: unknown, ...args: unknown[]) =>
    timers().set(callback, delay, args, true)
  const clear = (handle: unknown) => timers().clear(handle)
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
    makeDate(() => present().time.calendar()),
  )
  installTemporal(globalThis, () => present().time.calendar())
  const time = () => present().time
  installPerformance(perfHooks.performance, time)
  installProcessTimes(time)
  replace(AbortSignal, 'timeout', disguise(abortAfter(timers), AbortSignal.timeout))
}

function installProcessTimes(time: () => VirtualTime): void {
  const bigint = () => time().nanoseconds()
  const hrtime = (since?: [number, number]): [number, number] => {
    const now = time().nanoseconds()
    const past = since === undefined ? 0n : BigInt(since[0]) * 1_000_000_000n + BigInt(since[1])
    const passed = now - past
    const seconds = passed / 1_000_000_000n
    const rest = passed % 1_000_000_000n
    return rest < 0n ? [Number(seconds) - 1, Number(rest) + 1e9] : [Number(seconds), Number(rest)]
  }
  replace(process, 'hrtime', Object.assign(hrtime, { bigint }))
  replace(process, 'uptime', () => time().elapsed() / 1000)
}

/**
 * Returns a replacement of `AbortSignal.timeout`. Its timer always fires. Node's timer ends with the garbage collection
 * of the signal, at a time that depends on the machine.
 */
function abortAfter(timers: () => Timers): (delay: number) => AbortSignal {
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
    timers().set(abort, delay, [], false)
    return controller.signal
  }
}

/** Makes the error of a timeout without a stack: the stack has no use here, and takes most of the time. */
function timeoutError(): DOMException {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  const error = new DOMException('The operation was aborted due to timeout', 'TimeoutError')
  Error.stackTraceLimit = limit
  return error
}
