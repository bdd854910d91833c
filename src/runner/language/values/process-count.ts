import * as z from 'zod'

/** `each`: every node has its own. A number: so many for all nodes of one release that can share. */
export type ProcessCount = number | 'each'

export const processCount = z.union([z.int().min(1), z.literal('each')], {
  error: 'expected a whole number from 1, or `each`',
})
