/**
 * The page over results/: what is in the folder as rows, kept up to date while it is looked at.
 *
 *     find-runs.ts      which folders are runs
 *     watched-run.ts    one of them as a row, followed while it goes on
 *     results-watch.ts  all of them, and what has changed since one last looked
 *     stored-pages.ts   the report of a run, the comparison of several
 *     server.ts         what answers the browser
 */

/** A run as the list shows it. */
export interface RunRow {
  /** Its folder below the results, with `/`: `hello/2026-…-1f2e3d`. Sorts by time within a topology. */
  readonly id: string
  readonly topology: string
  /** The part of the folder that names a release; empty when there is none. */
  readonly release: string
  /** Wall time at which it started, as ISO. */
  readonly started: string
  readonly state: RunState
  /** One sentence. */
  readonly reason: string
  /** Milliseconds of the run's clock up to now. */
  readonly time: number
  readonly events: number
  readonly expectations: readonly ExpectationRow[]
  /** Of a run that goes on: when the last entry of its timeline is due, as far as the plan says. */
  readonly due: number | null
  /** The last thing that happened in a run that goes on. */
  readonly last: string
}

export type RunState = 'pass' | 'fail' | 'unknown' | 'running' | 'broken'

export interface ExpectationRow {
  readonly entry: string
  readonly description: string
  readonly outcome: 'waiting' | 'running' | 'pass' | 'fail' | 'unknown' | 'known'
  /** Milliseconds from when it was waited for until it was true; null: it never was, or that says nothing. */
  readonly took: number | null
}

/** What the page is told: rows that are new or different, and those that are gone. */
export interface RowChanges {
  readonly rows: readonly RunRow[]
  readonly gone: readonly string[]
}
