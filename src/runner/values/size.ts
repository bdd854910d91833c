import { z } from 'zod'

const units: Readonly<Record<string, number>> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }
const sizePattern = /^\d{1,16}(?:\.\d{1,9})?(?:B|KiB|MiB|GiB)$/

export const sizeProblem = 'expected a size such as 512B, 128KiB or 1GiB'

/** `128KiB` -> 131072. Undefined when the text is no size, or more than a number can hold. */
export function parseSize(text: string): number | undefined {
  if (!sizePattern.test(text)) return undefined
  const value = Number.parseFloat(text) * (units[text.replace(/^[\d.]+/, '')] ?? Number.NaN)
  return Number.isSafeInteger(Math.round(value)) ? Math.round(value) : undefined
}

/** 131072 -> `128KiB`: in the largest unit that keeps it whole. */
export function formatSize(bytes: number): string {
  const [unit, factor] = Object.entries(units).findLast(([, value]) => bytes % value === 0 && bytes > 0) ?? [
    'B',
    1,
  ]
  return `${bytes / factor}${unit}`
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
