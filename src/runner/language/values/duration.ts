import * as z from 'zod'

export { formatDuration } from './format-duration.ts'

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const durationPattern = /^(?:\d{1,15}(?:\.\d{1,9})?(?:ms|s|m|h|d)){1,8}$/

/** 1000 days, in milliseconds: longer than any run, and still an exact number. */
const longest = 1000 * 86_400_000

export const durationProblem = 'expected a duration such as 250ms, 10s, 5m or 1h30m'

/** `1h30m` -> 5400000. Returns undefined if the text is not a duration or exceeds 1000 days. */
export function parseDuration(text: string): number | undefined {
  if (!durationPattern.test(text)) return undefined
  let total = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
    total += Number(amount) * (units[unit ?? ''] ?? Number.NaN)
  }
  return total <= longest ? Math.round(total) : undefined
}

/** A duration in a topology: `250ms`, `10s`, `1h30m`. The plan has milliseconds. */
export const duration = z
  .string({ error: durationProblem })
  .regex(durationPattern, { error: durationProblem })
  .transform((text, context) => {
    const value = parseDuration(text)
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', message: 'expected a duration of at most 1000d' })
    return z.NEVER
  })
  .meta({ description: 'A duration: 250ms, 10s, 5m, 1h30m', examples: ['10s', '1h30m'] })
