import type { z } from 'zod'

/** A key that may be left out; null in the plan, where nothing is optional. */
export function orNull<T extends z.ZodType>(schema: T) {
  return schema.optional().transform((value) => value ?? null)
}
