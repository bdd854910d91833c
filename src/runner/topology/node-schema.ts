import { z } from 'zod'
import { limits } from './limits.ts'

/** The keys that every kind of node has. */
export const nodeSchema = z.strictObject({
  count: z
    .int()
    .min(1)
    .max(limits.nodes)
    .default(1)
    .meta({ description: 'How many of them: bob-1, bob-2, … (default 1: just bob)' }),
  start: z
    .literal('manual')
    .optional()
    .meta({ description: 'Waits for a `fault: start` instead of starting with the others' })
    .transform((value) => value ?? null),
})

export type NodeKeys = z.output<typeof nodeSchema>
