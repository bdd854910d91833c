/** Date with a virtual present. Its instances are real Dates. */
import { real } from '../real.ts'
import { disguise, replace } from '../replace.ts'

export function makeDate(now: () => number): DateConstructor {
  const Real = real.Date
  function VirtualDate(...args: unknown[]): unknown {
    if (new.target === undefined) return new Real(now()).toString()
    return Reflect.construct(Real, args.length === 0 ? [now()] : args, new.target)
  }
  const stand = disguise(VirtualDate, Real) as unknown as DateConstructor
  Object.defineProperty(stand, 'prototype', { value: Real.prototype, writable: false })
  replace(
    stand,
    'now',
    disguise(() => now(), Real.now),
  )
  replace(stand, 'parse', Real.parse)
  replace(stand, 'UTC', Real.UTC)
  replace(Real.prototype, 'constructor', stand)
  formatNow(now)
  return stand
}

/** Makes `Intl.DateTimeFormat` format the virtual time when it gets no date. */
function formatNow(now: () => number): void {
  const prototype = Intl.DateTimeFormat.prototype
  const format = Object.getOwnPropertyDescriptor(prototype, 'format')?.get
  if (format !== undefined) {
    Object.defineProperty(prototype, 'format', {
      configurable: true,
      get(this: Intl.DateTimeFormat) {
        const bound = format.call(this) as Intl.DateTimeFormat['format']
        return (date?: Date | number) => bound(date ?? now())
      },
    })
  }
  const parts = prototype.formatToParts
  replace(prototype, 'formatToParts', function (this: Intl.DateTimeFormat, date?: Date | number) {
    return parts.call(this, date ?? now())
  })
}
