import type { Plan } from '../../language/plan/plan.ts'
import type { Verdict } from '../../verdict/verdict.ts'
import type { PackedEvents } from './pack-events.ts'

/**
 * What a report holds beside the program that shows it. Nothing in it depends on where the results folder is, so that
 * the report that is made again later is the same one.
 */
export interface ReportData {
  readonly plan: Plan
  readonly verdict: Verdict
  readonly run: RunFacts
  /** Entry of a fault -> what it does, in one sentence. */
  readonly faults: Readonly<Record<string, string>>
  /** The topology as its author wrote it; empty when it is not at hand. */
  readonly source: string
  readonly events: PackedEvents
  readonly logs: readonly LogTail[]
}

export interface RunFacts {
  readonly label: string
  readonly file: string
  /** The command that does it all again. */
  readonly command: string
  /** Wall time at which it started, or null for a log without events. */
  readonly started: string | null
  /** Milliseconds of wall time from the first event to the last. */
  readonly wall: number
}

/** The end of what a node printed. */
export interface LogTail {
  readonly node: string
  /** The last lines, the oldest first. */
  readonly lines: readonly string[]
  /** Bytes before them. */
  readonly omitted: number
}
