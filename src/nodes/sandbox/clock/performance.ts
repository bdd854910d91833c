/** The `performance` object and the timestamps of events in virtual time. */
import perfHooks, { type Performance } from 'node:perf_hooks'
import { disguise, nodeError, replace, replaceGetter } from '../replace.ts'
import type { VirtualTime } from './virtual-time.ts'

interface MarkOptions {
  startTime?: number
}

interface MeasureOptions {
  start?: unknown
  end?: unknown
  duration?: number
}

type Loose = (...args: unknown[]) => unknown

export function installPerformance(performance: Performance, time: () => VirtualTime): void {
  const prototype = Object.getPrototypeOf(performance) as object
  const now = disguise(() => time().elapsed(), performance.now)
  replace(prototype, 'now', now)
  replaceGetter(prototype, 'timeOrigin', () => time().origin())

  const mark = performance.mark as Loose
  replace(prototype, 'mark', function (this: unknown, name: unknown, options?: MarkOptions) {
    return mark.call(this, name, { startTime: now(), ...options })
  })
  const measure = performance.measure as Loose
  replace(prototype, 'measure', function (this: unknown, name: unknown, from?: unknown, to?: unknown) {
    if (typeof from === 'object' && from !== null) return measure.call(this, name, untilNow(from, now()))
    return measure.call(this, name, { start: from ?? 0, end: to ?? now() })
  })
  const toJSON = performance.toJSON as Loose
  replace(prototype, 'toJSON', function (this: unknown) {
    const { nodeTiming, eventLoopUtilization } = performance
    return {
      ...(toJSON.call(this) as object),
      nodeTiming,
      timeOrigin: time().origin(),
      eventLoopUtilization: eventLoopUtilization(),
    }
  })
  replaceGetter(Event.prototype, 'timeStamp', timeStamp(now))
  installMeasurements(prototype, time)
}

/** Measurements of the machine find that nothing takes time: in virtual time no code does. */
function installMeasurements(prototype: object, time: () => VirtualTime): void {
  const utilization = () => ({ idle: 0, active: 0, utilization: 0 })
  const timerify = (callee: Loose) => {
    if (typeof callee !== 'function') {
      throw nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "fn" argument must be of type function.')
    }
    return disguise(
      function (this: unknown, ...args: unknown[]) {
        return new.target === undefined ? callee.apply(this, args) : Reflect.construct(callee, args)
      },
      { name: `timerified ${callee.name}`, length: callee.length },
    )
  }
  for (const target of [prototype, perfHooks]) {
    for (const [name, stand] of Object.entries({ eventLoopUtilization: utilization, timerify })) {
      const original: unknown = Reflect.get(target, name)
      if (typeof original === 'function') replace(target, name, disguise(stand, original as Loose))
    }
  }
  const marks = [
    'nodeStart',
    'v8Start',
    'environment',
    'bootstrapComplete',
    'loopStart',
    'duration',
    'startTime',
  ]
  const timing = { name: 'node', entryType: 'node', ...Object.fromEntries(marks.map((mark) => [mark, 0])) }
  const nodeTiming = {
    ...timing,
    loopExit: -1,
    idleTime: 0,
    uvMetricsInfo: { loopCount: 0, events: 0, eventsWaiting: 0 },
  }
  replaceGetter(prototype, 'nodeTiming', () => nodeTiming)

  const histogram = perfHooks.createHistogram()
  const histogramMethods = Object.getPrototypeOf(histogram) as object
  const last = new WeakMap<object, bigint>()
  const recordDelta = function (this: { record(value: bigint): void }) {
    const now = time().nanoseconds()
    const before = last.get(this)
    last.set(this, now)
    if (before !== undefined && now > before) this.record(now - before)
  }
  replace(histogramMethods, 'recordDelta', disguise(recordDelta as Loose, histogram.recordDelta as Loose))
  const monitor = () =>
    Object.assign(perfHooks.createHistogram(), { enable: () => true, disable: () => true })
  replace(perfHooks, 'monitorEventLoopDelay', disguise(monitor, perfHooks.monitorEventLoopDelay as Loose))
}

function untilNow(options: MeasureOptions, now: number): MeasureOptions {
  return options.end === undefined && options.duration === undefined ? { ...options, end: now } : options
}

/** Returns a getter for an event's time. The first read fixes it: listeners run at the instant of the dispatch. */
function timeStamp(now: () => number): (this: Event) => number {
  const seen = new WeakMap<Event, number>()
  return function (this: Event) {
    const known = seen.get(this)
    if (known !== undefined) return known
    seen.set(this, now())
    return now()
  }
}
