import * as z from 'zod'

/** A TCP port. */
export const port = z.int().min(1).max(65_535).meta({ description: 'A TCP port' })
