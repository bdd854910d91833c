/**
 * Reporters show runs. They get only the plan, the events and the verdict. So the same reporter works during a run
 * (the runner feeds it) and on stored results (replay.ts feeds it).
 *
 *     registry.ts     every reporter by name
 *     reporting.ts    passes a run on to several reporters, and goes on when one of them throws
 *     terminal.ts     picks live.ts (redraws frames of render-frame.ts) or plain.ts (one line for each happening)
 *     screen.ts       the redrawn lines; steps.ts the state of each entry
 *     tried-runs.ts   joins a run and its retries
 *     end-of-runs.ts  the end of several runs, with total.ts; step-summary.ts the summary of a GitHub job
 *     junit-file.ts   junit.xml in the results folder; junit-search.ts the suite of a search
 *     summary.ts      the end of a run for people: findings.ts has the problems, stories.ts the events before them
 *
 * The page report.html is in ../page, and the words of all reports in ../text.
 */
import type { TopoEvent } from '../../../events/event.ts'
import type { Plan } from '../../language/plan/plan.ts'
import type { RunInfo } from '../../results/run-info.ts'
import type { Judge, Verdict } from '../../verdict/verdict.ts'
import type { SearchReport } from '../search/search-report.ts'

/** Shows runs, live or stored. */
export interface ReporterDefinition {
  /** One line for tables. */
  readonly summary: string
  /** True: it prints one document, and nothing else may be on stdout. */
  readonly isDocument: boolean
  readonly create: (context: ReporterContext) => Reporter | Promise<Reporter>
}

export interface Reporter {
  /** Begins a run. Several runs may go on at once. */
  readonly start: (plan: Plan, info: RunInfo, clock: RunClock | null) => RunReporter
  /** Ends the report, after the last run. */
  readonly close: () => void
}

/** The part of a reporter for one run. */
export interface RunReporter {
  /** Takes every event in order, after the judge; `settled` are the entries that this event settled. */
  readonly event: (event: TopoEvent, settled: readonly string[], judge: Judge) => void
  readonly end: (verdict: Verdict) => void
}

/** Reads the run's clock between two events; null when a log is replayed. */
export type RunClock = () => number

/** A part of several runs without results, such as a shard that never ran or a topology without its release. */
export interface MissingPart {
  readonly name: string
  /** One sentence, and advice on lines of its own. */
  readonly reason: string
  /** The topology file that could not run. Default: none. */
  readonly file?: string
}

/** A file that cannot run, and its mistakes. */
export interface WrongFile {
  readonly file: string
  readonly mistakes: readonly Mistake[]
}

export interface Mistake {
  readonly severity: 'error' | 'warning'
  readonly code: string
  /** One sentence. */
  readonly message: string
  readonly hint: string | null
  /** Its place, counted from 1; null: the whole file. */
  readonly line: number | null
  readonly column: number | null
}

export interface ReporterContext {
  /** Stream for the results. */
  readonly stdout: OutputStream
  /** Stream for reports for people when stdout is a document. */
  readonly stderr: OutputStream
  /** Number of runs to report, as far as known. */
  readonly runs: number
  /** The labels of all runs in the order of the command: with several jobs, they end in another one. Default: none. */
  readonly order?: readonly string[]
  /** Parts without results. Default: none. */
  readonly missing?: readonly MissingPart[]
  /** Files that cannot run. Default: none. */
  readonly wrong?: readonly WrongFile[]
  /** Searches, which are told at the end. Default: none. */
  readonly searches?: readonly SearchReport[]
  /** True: people see only the end of all runs. Default: false. */
  readonly isQuiet?: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  /** Appends a text to a file. */
  readonly append: (file: string, text: string) => void
  /** Wall time in milliseconds, for live reports. */
  readonly now: () => number
}

/** The part of a stream that reporters use. */
export interface OutputStream {
  readonly write: (text: string) => unknown
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
  readonly rows?: number | undefined
}
