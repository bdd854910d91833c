import type { MergeKind } from './merge-kind.ts'
import { runs } from './merge-runs.ts'

/** Every kind of results that `topo merge` merges. */
export const mergeKinds: readonly MergeKind[] = [runs]
