import type { z } from 'zod'

/** A key that may be left out; null in the plan, where nothing is optional. */
export function orNull<T extends z.ZodType>(schema: T) {
  return schema.optional().transform((value) => value ?? null)
}

/** A part that a node may lack, as a mapping that may be left out; `off` in the plan. */
export function orOff<T extends z.ZodType>(schema: T) {
  return schema.optional().transform((value) => value ?? ('off' as const))
}
