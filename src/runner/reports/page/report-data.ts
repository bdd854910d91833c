import type { Plan } from '../../language/plan/plan.ts'
import type { Verdict } from '../../verdict/verdict.ts'
import type { PackedEvents } from './pack-events.ts'

/**
 * The data of a report page. Nothing in it depends on the place of the results folder, so a report made again later is
 * the same.
 */
export interface ReportData {
  readonly plan: Plan
  readonly verdict: Verdict
  readonly run: RunFacts
  /** Entry of a fault -> its effect, in one sentence. */
  readonly faults: Readonly<Record<string, string>>
  /** The topology as its author wrote it; empty when unknown. */
  readonly source: string
  readonly events: PackedEvents
  /** Entry of each expectation that did not pass -> the last events about its nodes, oldest first. */
  readonly stories: Readonly<Record<string, readonly StoryLine[]>>
  readonly logs: readonly LogTail[]
}

/** An event of a story, or several equal events in a row. */
export interface StoryLine {
  /** Number of the first of them. */
  readonly n: number
  /** Times of the first and the last, in milliseconds of the run's clock. */
  readonly at: number
  readonly until: number
  readonly times: number
}

export interface RunFacts {
  readonly label: string
  readonly file: string
  /** The command that repeats the run. */
  readonly command: string
  /** Wall time of its start; null for a log without events. */
  readonly started: string | null
  /** Milliseconds of wall time from the first event to the last. */
  readonly wall: number
  /** The files with captured packets, by their paths from the page. Absent: there are none, or the page is elsewhere. */
  readonly captures?: readonly string[]
}

/** The end of a node's output. */
export interface LogTail {
  readonly node: string
  /** The last lines, oldest first. */
  readonly lines: readonly string[]
  /** The time of each line, in milliseconds of the run's clock; null: it is unknown. Absent: no time is known. */
  readonly times?: readonly (number | null)[]
  /** Bytes before them. */
  readonly omitted: number
}
