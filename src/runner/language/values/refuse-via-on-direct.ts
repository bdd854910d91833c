import type * as z from 'zod'
import { conflict } from './conflict.ts'

/** Refuses, in `superRefine`, a relay for a direct path. */
export function refuseViaOnDirect(
  { path, via }: { readonly path: 'direct' | 'relayed' | null; readonly via: readonly string[] | null },
  context: z.core.$RefinementCtx,
): void {
  if (path !== 'direct' || via === null) return
  context.addIssue(
    conflict(
      'via',
      '`path: direct` uses no relay, so `via` is not possible',
      'remove `via`, or write `path: relayed`',
      'path',
    ),
  )
}
