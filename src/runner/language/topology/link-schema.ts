import * as z from 'zod'
import { ends, refineEnds } from '../values/ends.ts'
import { linkQualities, refineQualities } from '../values/link-quality.ts'

/** The keys of a link. */
export const linkSchema = z.strictObject({ ...ends, ...linkQualities }).superRefine((keys, context) => {
  refineEnds(keys, context)
  refineQualities(keys, context)
})

export type LinkKeys = z.output<typeof linkSchema>
