import { z } from 'zod'

/** Which AutoNAT a node speaks, in a topology: `true` (v2), `false`, `v1` or `v2`. */
export const autonat = z
  .union([z.boolean(), z.enum(['v1', 'v2'])])
  .transform((value): 'off' | 'v1' | 'v2' => {
    if (value === true) return 'v2'
    return value === false ? 'off' : value
  })
