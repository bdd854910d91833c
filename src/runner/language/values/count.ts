import * as z from 'zod'
import { plural } from './plural.ts'

/** An inclusive range of whole numbers. `max` null means no upper bound. */
export interface CountRange {
  readonly min: number
  readonly max: number | null
}

const countPattern = /^(?:(>=|<=|>|<|=)?\s*(\d+)|(\d+)\s*\.\.\s*(\d+))$/

/** Parses `">=1"`, `"<3"`, `"2..4"` or `"5"`. Returns undefined if the text is not a count. */
export function parseCount(text: string): CountRange | undefined {
  const match = countPattern.exec(text.trim())
  if (match === null) return undefined
  const [, comparison = '=', number, from, to] = match
  if (number === undefined) {
    const range = { min: Number(from), max: Number(to) }
    return range.min <= range.max ? range : undefined
  }
  const value = Number(number)
  switch (comparison) {
    case '>=':
      return { min: value, max: null }
    case '>':
      return { min: value + 1, max: null }
    case '<=':
      return { min: 0, max: value }
    case '<':
      return value === 0 ? undefined : { min: 0, max: value - 1 }
    default:
      return { min: value, max: value }
  }
}

export function inRange(value: number, range: CountRange): boolean {
  return value >= range.min && (range.max === null || value <= range.max)
}

/** Formats a range: `at least 1`, or with a noun `at least 1 time`. */
export function formatCount({ min, max }: CountRange, noun?: string): string {
  const say = (count: number) => (noun === undefined ? String(count) : plural(count, noun))
  if (max === null) return `at least ${say(min)}`
  if (max === min) return `exactly ${say(min)}`
  return min === 0 ? `at most ${say(max)}` : `${min} to ${say(max)}`
}

const problem = 'expected a count such as 2, ">=1", "<3" or "2..4"'

/** A count in a topology: `2`, `">=1"`, `"2..4"`. The plan has a range. */
export const count = z
  .union([z.int().min(0), z.string().regex(countPattern, { error: problem })], { error: problem })
  .transform((value, context): CountRange => {
    const range = parseCount(String(value))
    if (range !== undefined) return range
    context.addIssue({ code: 'custom', message: problem })
    return z.NEVER
  })
  .meta({ description: 'A count: 2, ">=1", "<3", "2..4"' })
