/**
 * Reporters show runs. They know only the plan, the events and the verdict, so that the same one works while a run
 * goes on (run.ts feeds it) and on results that were stored long ago (replay.ts does).
 *
 *     registry.ts     every reporter by name: terminal, json, junit, github
 *     reporting.ts    passes a run on to several of them, and survives one that throws
 *     terminal.ts     picks live.ts (redraws frames of render-frame.ts) or plain.ts (a line for each happening)
 *     screen.ts       what is redrawn in place; steps.ts what there is to say about each entry
 *     total.ts        the last line of several runs; step-summary.ts the summary of a job
 *     html/           report.html, the page that every run leaves; junit-file.ts does the same with junit.xml
 *     summary.ts      the end of a run for people: findings.ts says what is not fine, stories.ts what came before
 *     run-words.ts    a run in its own words: names for peer ids, faults by what they do
 *     format-*.ts, hang.ts, escape-*.ts, truncate.ts   events, times and hostile text as text that is safe to show
 */
import type { TopoEvent } from '../../../events/event.ts'
import type { Plan } from '../../language/plan/plan.ts'
import type { RunInfo } from '../../results/run-info.ts'
import type { Judge, Verdict } from '../../verdict/verdict.ts'

/** Shows runs. The same reporter works while they go on and on results that were stored long ago. */
export interface ReporterDefinition {
  /** One line for tables. */
  readonly summary: string
  /** Prints one document: nothing else may be on stdout. */
  readonly isDocument: boolean
  readonly create: (context: ReporterContext) => Reporter | Promise<Reporter>
}

export interface Reporter {
  /** A run begins; several may go on at once. */
  readonly start: (plan: Plan, info: RunInfo, clock: RunClock | null) => RunReporter
  /** All runs have ended. */
  readonly close: () => void
}

/** What a reporter does about one run. */
export interface RunReporter {
  /** Takes every event in order, after the judge has; `settled` are the entries that this event settled. */
  readonly event: (event: TopoEvent, settled: readonly string[], judge: Judge) => void
  readonly end: (verdict: Verdict) => void
}

/** Reads the run's clock now, between two events; absent when a log is replayed. */
export type RunClock = () => number

export interface ReporterContext {
  /** Results go here. */
  readonly stdout: OutputStream
  /** Where reports for people go when stdout is a document. */
  readonly stderr: OutputStream
  /** Number of runs that will be reported, as far as known. */
  readonly runs: number
  readonly env: Readonly<Record<string, string | undefined>>
  /** Adds a text to the end of a file. */
  readonly append: (file: string, text: string) => void
  /** Wall time in milliseconds, for what is shown while a run goes on. */
  readonly now: () => number
}

/** The part of a stream that reporters use. */
export interface OutputStream {
  readonly write: (text: string) => unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  readonly rows?: number | undefined
}
