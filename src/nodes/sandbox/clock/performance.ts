/** The `performance` object and the timestamps of events in virtual time. */
import type { Performance } from 'node:perf_hooks'
import { disguise, replace, replaceGetter } from '../replace.ts'
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

export function installPerformance(performance: Performance, time: VirtualTime): void {
  const prototype = Object.getPrototypeOf(performance) as object
  const now = disguise(() => time.elapsed(), performance.now)
  replace(prototype, 'now', now)
  replaceGetter(prototype, 'timeOrigin', () => time.origin())

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
    return { ...(toJSON.call(this) as object), timeOrigin: time.origin() }
  })
  replaceGetter(Event.prototype, 'timeStamp', timeStamp(now))
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
