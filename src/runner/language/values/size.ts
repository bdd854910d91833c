import * as z from 'zod'
import { sizeUnits } from './format-size.ts'

export { formatSize } from './format-size.ts'

const sizePattern = /^\d{1,16}(?:\.\d{1,9})?(?:B|KiB|MiB|GiB)$/

export const sizeProblem = 'expected a size such as 512B, 128KiB or 1GiB'

/** `128KiB` -> 131072. Undefined when the text is no size, or more than a number can hold. */
export function parseSize(text: string): number | undefined {
  if (!sizePattern.test(text)) return undefined
  const value = Number.parseFloat(text) * (sizeUnits[text.replace(/^[\d.]+/, '')] ?? Number.NaN)
  return Number.isSafeInteger(Math.round(value)) ? Math.round(value) : undefined
}

/** A number of bytes in a topology, `128KiB`, `1GiB`; bytes in the plan. */
export const size = z
  .string({ error: sizeProblem })
  .regex(sizePattern, { error: sizeProblem })
  .transform((text, context) => {
    const value = parseSize(text)
    if (value !== undefined) return value
    context.addIssue({ code: 'custom', message: 'expected a size of at most 8388607GiB' })
    return z.NEVER
  })
  .meta({ description: 'A number of bytes: 512B, 128KiB, 1GiB', examples: ['128KiB', '1GiB'] })
