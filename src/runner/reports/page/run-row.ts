/**
 * The page over results/: the runs in the folder as rows, kept up to date while a browser shows them.
 *
 *     find-runs.ts      finds the folders of runs
 *     watched-run.ts    one run as a row, followed while it goes on
 *     results-watch.ts  all runs, and the changes since the last look; search-watch.ts the searches
 *     stored-pages.ts   the report of a run, the comparison of several
 *     server.ts         the server for the browser
 *     overview-page.ts  the same page as a file, for merged results
 */
import type { Verdict } from '../../verdict/verdict.ts'

/** A run in the list. */
export interface RunRow {
  /** Its folder below the results, with `/`: `hello/2026-…-1f2e3d`. Sorts by time within a topology. */
  readonly id: string
  readonly topology: string
  /** The part of the folder that names a release; else empty. */
  readonly release: string
  /** Wall time of its start, as ISO. */
  readonly started: string
  readonly state: RunState
  /** One sentence. */
  readonly reason: string
  /** Milliseconds of the run's clock so far. */
  readonly time: number
  readonly events: number
  readonly expectations: readonly ExpectationRow[]
  /** End of the last timeline entry of a run in progress, as far as the plan gives it; else null. */
  readonly due: number | null
  /** Last event of a run in progress. */
  readonly last: string
}

export type RunState = 'pass' | 'fail' | 'unknown' | 'running' | 'broken'

export interface ExpectationRow {
  readonly entry: string
  readonly description: string
  readonly outcome: 'waiting' | 'running' | 'pass' | 'fail' | 'unknown' | 'known'
  /** Milliseconds from its start until it held; null when it never held, or for `never`. */
  readonly took: number | null
}

/** A search in the list. */
export interface SearchRow {
  /** Its folder below the results, with `/`: `one-relay/search/0123456789ab`. */
  readonly id: string
  readonly name: string
  readonly seed: number
  /** `shard 3 of 8`; null: all runs. */
  readonly shard: string | null
  readonly runs: number
  readonly signatures: number
  readonly outcome: Verdict['outcome']
  /** Groups of failures that nothing explains, and the others. */
  readonly fresh: number
  readonly known: number
  /** Wall time of its latest run, as ISO. */
  readonly changed: string
}

/** The data in the page. */
export interface ResultsData {
  readonly root: string
  /** The runs of a page that is a file; a served page gets them from its server. */
  readonly stored?: StoredRows
}

export interface StoredRows {
  /** Newest first. */
  readonly rows: readonly RunRow[]
  /** Sentences about missing results. */
  readonly missing: readonly string[]
  readonly searches: readonly SearchRow[]
}

/** A message to the page: new or changed rows, and rows that are gone. */
export interface RowChanges {
  readonly rows: readonly RunRow[]
  readonly gone: readonly string[]
  /** All searches, the latest first; absent: they are as before. */
  readonly searches?: readonly SearchRow[]
}
