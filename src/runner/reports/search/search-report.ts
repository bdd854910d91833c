/**
 * Searches as numbers and figures, for reporters and for a page.
 *
 *     search-report.ts   the search and its groups, as the page embeds them (here)
 *     report-of.ts       the stored search -> report
 *     coverage.ts        signatures and features over the runs
 *     render-search.ts   the outcome for a terminal
 *
 * The page is page/browser/search.tsx.
 */
import type { Verdict } from '../../verdict/verdict.ts'

export interface SearchReport {
  readonly name: string
  /** The file of the search, as its user named it. */
  readonly file: string
  readonly seed: number
  /** The releases that the command names. */
  readonly releases: readonly string[]
  /** `shard 3 of 8`; null: all runs. */
  readonly shard: string | null
  /** Its folder. */
  readonly folder: string
  readonly outcome: Verdict['outcome']
  /** False: no run has a verdict. */
  readonly hasVerdict: boolean
  /** Runs that were drawn, and runs that were made to shrink failures. */
  readonly runs: number
  readonly shrinking: number
  readonly unknown: number
  /** Milliseconds of virtual time of both. */
  readonly virtualTime: number
  readonly signatures: number
  readonly features: number
  /** Expectations of `sometimes` that were never seen, in words. */
  readonly unseen: readonly string[]
  /** New ones first, then in the order of their first runs. */
  readonly groups: readonly ReportedGroup[]
  readonly coverage: readonly CoveragePoint[]
}

/** Failures that are the same. */
export interface ReportedGroup {
  readonly id: string
  /** Number of runs that failed in this way. */
  readonly count: number
  /** The first of them, from 1. */
  readonly firstRun: number
  readonly seed: number
  /** The issue or topology that explains it; null: it is new. */
  readonly known: string | null
  readonly expectation: string
  /** One sentence; between two releases it names both. */
  readonly reason: string
  /** The events that show it, without names and times. */
  readonly decisive: readonly string[]
  /** The smallest topology, and the commands that go on from there. */
  readonly file: string
  readonly commands: readonly string[]
  /** The page of a run of the smallest topology, from that of the search; null: there is none. */
  readonly report: string | null
  /** The smallest first. */
  readonly ways: readonly ReportedWay[]
}

/** A failing timeline as it was drawn, and the smallest one that was made of it. */
export interface ReportedWay {
  readonly drawn: readonly ReportedFault[]
  readonly smallest: readonly ReportedFault[]
}

export interface ReportedFault {
  /** Milliseconds of the run's clock, from its start until everything is undone and every node runs again. */
  readonly from: number
  readonly to: number
  readonly text: string
}

/** Totals after a run. */
export interface CoveragePoint {
  /** The number of the run, from 1: that of `firstRun` of a group. */
  readonly run: number
  readonly signatures: number
  readonly features: number
}
