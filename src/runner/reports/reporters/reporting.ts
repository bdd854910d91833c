import { withAdvice } from '../../../base/advice.ts'
import { messageOf } from '../../../base/errors.ts'
import type { TopoEvent } from '../../../events/event.ts'
import type { Plan } from '../../language/plan/plan.ts'
import type { RunInfo } from '../../results/run-info.ts'
import type { Judge, Verdict } from '../../verdict/verdict.ts'
import { escapeTerminal } from '../text/escape-terminal.ts'
import { type ReporterName, reporters } from './registry.ts'
import type { Reporter, ReporterContext, RunClock, RunReporter } from './reporter.ts'

export interface NamedReporter {
  readonly name: string
  readonly reporter: Reporter
}

export interface StartOptions {
  readonly clock?: RunClock | null
  /** Reporters for this run alone, such as the one that writes into its results folder. `close` leaves them out. */
  readonly also?: readonly NamedReporter[]
}

export interface ReporterFailure {
  readonly reporter: string
  /** One sentence. */
  readonly message: string
}

/** Creates reporters. When one of them prints a document, all others print to stderr. */
export function createReporters(
  names: readonly ReporterName[],
  context: ReporterContext,
): Promise<readonly NamedReporter[]> {
  const besideDocument = names.some((name) => reporters[name].isDocument)
    ? { ...context, stdout: context.stderr }
    : context
  return Promise.all(
    names.map(async (name) => {
      const { isDocument, create } = reporters[name]
      return { name, reporter: await create(isDocument ? context : besideDocument) }
    }),
  )
}

/**
 * Passes everything on to several reporters. A reporter that throws gets no more calls and cannot stop the others;
 * `close` returns its failure, because a missing report must not look like success.
 */
export class Reporting {
  readonly #reporters: readonly NamedReporter[]
  readonly #failures = new Map<NamedReporter, ReporterFailure>()

  constructor(reporters: readonly NamedReporter[]) {
    this.#reporters = reporters
  }

  start(plan: Plan, info: RunInfo, { clock = null, also = [] }: StartOptions = {}): RunReporter {
    const runs = [...this.#reporters, ...also].flatMap((named) => {
      const run = this.#attempt(named, () => named.reporter.start(plan, info, clock))
      return run === null ? [] : [{ named, run }]
    })
    const each = (act: (run: RunReporter) => void) => {
      for (const { named, run } of runs) this.#attempt(named, () => act(run))
    }
    return {
      event: (event: TopoEvent, settled: readonly string[], judge: Judge) =>
        each((run) => run.event(event, settled, judge)),
      end: (verdict: Verdict) => each((run) => run.end(verdict)),
    }
  }

  /** Ends all reports. A failed reporter makes the exit code that of a harness failure. */
  close(): readonly ReporterFailure[] {
    for (const named of this.#reporters) this.#attempt(named, () => named.reporter.close())
    return [...this.#failures.values()]
  }

  /** Writes a file of the results. A failure counts as that of a reporter, so that the verdict is told in any case. */
  readonly keep = (file: string, write: () => void): void => {
    this.#attempt({ name: file, reporter: noReporter }, write)
  }

  #attempt<T>(named: NamedReporter, act: () => T): T | null {
    if (this.#failures.has(named)) return null
    try {
      return act()
    } catch (error) {
      this.#failures.set(named, { reporter: named.name, message: withAdvice(messageOf(error)) })
      return null
    }
  }
}

/** Stands for a file that a run writes by itself. */
const noReporter: Reporter = { start: () => ({ event: () => {}, end: () => {} }), close: () => {} }

/** The line on stderr about a failed reporter. */
export function formatFailure({ reporter, message }: ReporterFailure): string {
  return `topo: the reporter "${reporter}" failed, so its report is missing or incomplete: ${escapeTerminal(message)}`
}
