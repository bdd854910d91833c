import * as z from 'zod'

/** An optional key. The plan has no optional keys: there it is null. */
export function orNull<T extends z.ZodType>(schema: T) {
  return schema.optional().transform((value) => value ?? null)
}

/** An optional mapping for a part of a node. If it is missing, the plan has `off`. */
export function orOff<T extends z.ZodType>(schema: T) {
  return schema.optional().transform((value) => value ?? ('off' as const))
}

/** An optional value or list of values. The plan always has a list. */
export function oneOrMore<T extends z.ZodType<string>>(schema: T) {
  return z
    .union([schema, z.array(schema).max(100)])
    .default([])
    .transform((value): readonly string[] => (typeof value === 'string' ? [value] : value))
}
