import type { MergeKind } from './merge-kind.ts'
import { runs } from './merge-runs.ts'
import { searches } from './merge-searches.ts'

/** Every kind of results that `topo merge` merges, the one that writes the report last. */
export const mergeKinds: readonly MergeKind[] = [searches, runs]
