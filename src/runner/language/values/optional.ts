import * as z from 'zod'

/** A key that may be left out; null in the plan, where nothing is optional. */
export function orNull<T extends z.ZodType>(schema: T) {
  return schema.optional().transform((value) => value ?? null)
}

/** A part that a node may lack, as a mapping that may be left out; `off` in the plan. */
export function orOff<T extends z.ZodType>(schema: T) {
  return schema.optional().transform((value) => value ?? ('off' as const))
}

/** A value, or a list of them; none when it is left out. A list in the plan. */
export function oneOrMore<T extends z.ZodType<string>>(schema: T) {
  return z
    .union([schema, z.array(schema).max(100)])
    .default([])
    .transform((value): readonly string[] => (typeof value === 'string' ? [value] : value))
}
