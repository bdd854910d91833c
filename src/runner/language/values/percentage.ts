import * as z from 'zod'

const percentagePattern = /^\d{1,3}(?:\.\d{1,9})?%$/

export const percentageProblem = 'expected a percentage such as "2%" or "0.5%"'

/** `2%` -> 0.02. Returns undefined if the text is not a percentage. */
export function parsePercentage(text: string): number | undefined {
  return percentagePattern.test(text) ? Number.parseFloat(text) / 100 : undefined
}

/** A percentage in a topology: `2%`. The plan has a number from 0 to 1. */
export const percentage = z
  .string({ error: percentageProblem })
  .regex(percentagePattern, { error: percentageProblem })
  .transform((text, context) => {
    const value = parsePercentage(text)
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', message: percentageProblem })
    return z.NEVER
  })
  .meta({ description: 'A percentage: "2%", "0.5%"', examples: ['2%'] })
