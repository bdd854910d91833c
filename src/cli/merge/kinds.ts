import type { MergeKind } from './merge-kind.ts'
import { runs } from './merge-runs.ts'
import { searches } from './merge-searches.ts'

/** Every kind of results that `topo merge` merges. */
export const mergeKinds: readonly MergeKind[] = [runs, searches]
