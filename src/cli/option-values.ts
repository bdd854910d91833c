import { InvalidArgumentError } from 'commander'
import { parseDuration } from '../runner/values/duration.ts'

/** For commander: the values of options. */
export function wholeNumber(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!Number.isSafeInteger(value) || value < minimum) {
      throw new InvalidArgumentError(`expected a whole number from ${minimum}.`)
    }
    return value
  }
}

export function durationValue(text: string): number {
  const value = parseDuration(text)
  if (value === undefined) throw new InvalidArgumentError('expected a duration such as 10s or 5m.')
  return value
}

export function port(text: string): number {
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > 65_535) throw new InvalidArgumentError('expected a TCP port.')
  return value
}
