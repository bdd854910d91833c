import * as z from 'zod'
import { parseDuration } from './duration.ts'

const offsetPattern = /^-?(?:\d{1,15}(?:\.\d{1,9})?(?:ms|s|m|h|d)){1,8}$/

export const offsetProblem = 'expected an offset such as 10m, or -1h30m'

/** `-1h30m` -> -5400000. Returns undefined if the text is not an offset or exceeds 1000 days. */
export function parseOffset(text: string): number | undefined {
  const length = parseDuration(text.replace(/^-/, ''))
  if (length === undefined) return undefined
  return text.startsWith('-') && length > 0 ? -length : length
}

/** The error of a clock in a topology: `10m`, `-1h30m`. The plan has milliseconds. */
export const offset = z
  .string({ error: offsetProblem })
  .regex(offsetPattern, { error: offsetProblem })
  .transform((text, context) => {
    const value = parseOffset(text)
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', message: 'expected an offset of at most 1000d' })
    return z.NEVER
  })
  .meta({ description: 'A duration, or one with a minus: 10m, -1h30m', examples: ['10m', '-1h30m'] })
