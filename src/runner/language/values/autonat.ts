import * as z from 'zod'

/** The AutoNAT version of a node: `true` (v2), `false`, `v1` or `v2`. */
export const autonat = z
  .union([z.boolean(), z.enum(['v1', 'v2'])])
  .transform((value): 'off' | 'v1' | 'v2' => {
    if (value === true) return 'v2'
    return value === false ? 'off' : value
  })

const version = z.enum(['v1', 'v2'])

/** The AutoNAT versions of a node that may speak both: also a list, `[v1, v2]`. The plan has a list. */
export const autonatVersions = z
  .union([z.boolean(), version, z.array(version).max(2)])
  .transform((value): readonly ('v1' | 'v2')[] => {
    if (typeof value === 'boolean') return value ? ['v2'] : []
    return typeof value === 'string' ? [value] : [...new Set(value)]
  })
