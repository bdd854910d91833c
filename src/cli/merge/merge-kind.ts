/**
 * `topo merge`: folders with the results of shards become one folder.
 *
 *     merge-kind.ts     a kind of results that can be merged, such as the runs of `topo run`
 *     kinds.ts          every kind; a new one is a file beside it and a line there
 *     merge-runs.ts     the kind of `topo run`: copies the runs, replays them into one report, tells the end
 *     merge-searches.ts the kind of `topo search`: one list of runs, one list of groups, one corpus
 *     gather-runs.ts    finds the runs of all shards, and the missing ones
 *     choose-runs.ts    one run for each position of the list
 *     copy-run.ts       copies the folder of a run
 */
import type { ExitCode } from '../../base/errors.ts'
import type { ReporterName } from '../../runner/reports/reporters/registry.ts'
import type { MissingPart } from '../../runner/reports/reporters/reporter.ts'
import type { SearchReport } from '../../runner/reports/search/search-report.ts'
import type { CliContext } from '../context.ts'

export interface MergeKind {
  /** Returns true for a folder with results of this kind. */
  readonly isIn: (folder: string) => boolean
  /** Merges the folders, all of which have results of this kind. */
  readonly merge: (folders: readonly string[], options: MergeOptions) => Promise<Merged>
}

/** Merged results that one report tells, with those of the next kinds. */
export interface Untold {
  readonly searches: readonly SearchReport[]
  readonly missing: readonly MissingPart[]
}

export interface Merged {
  /** The exit code as of one run. */
  readonly code: ExitCode
  readonly untold: Untold
}

export interface MergeOptions {
  /** The folder for the merged results. It may be one of the merged folders. */
  readonly target: string
  readonly reporters: readonly ReporterName[]
  /** Named folders that do not exist. */
  readonly absent: readonly string[]
  /** Named folders without results of any kind. */
  readonly bare: readonly string[]
  /** True: a run that passed only after a retry counts as a failure. */
  readonly failOnFlaky: boolean
  /** The results of the kinds before this one. */
  readonly before: Untold
  /** True: this kind writes the report; false: a later one does. */
  readonly isLast: boolean
  readonly context: CliContext
}
