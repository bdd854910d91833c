import { createLogUpdate } from 'log-update'
import type { TopoEvent } from '../events/event.ts'
import type { Judge, Verdict } from '../verdict/verdict.ts'
import { formatEvent } from './format-event.ts'
import { isHappening } from './happenings.ts'
import type { Paint } from './paint.ts'
import { type Happening, type RunView, renderFrame, renderRun } from './render-frame.ts'
import type { Reporter, ReporterContext, RunClock } from './reporter.ts'
import { RunRecord } from './run-record.ts'
import { renderBrief, renderSummary } from './summary.ts'
import { renderTotal } from './total.ts'

const frameInterval = 100
const keptHappenings = 4

/** A run that goes on, and how to look at it. */
class LiveRun {
  readonly record: RunRecord
  readonly #clock: RunClock | null
  #judge: Judge | null = null
  #happenings: readonly Happening[] = []
  #t = 0

  constructor(record: RunRecord, clock: RunClock | null) {
    this.record = record
    this.#clock = clock
  }

  push(event: TopoEvent, settled: readonly string[], judge: Judge): void {
    this.record.push(event, settled)
    this.#judge = judge
    this.#t = event.t
    if (!isHappening(event) || event.kind === 'run-started') return
    this.#happenings = [...this.#happenings, { t: event.t, text: formatEvent(event) }].slice(-keptHappenings)
  }

  /** `wall`: milliseconds since the run began. After its end a run stands still. */
  view(wall: number): RunView {
    return {
      label: this.record.info.label,
      clock: Math.max(this.#t, this.#clock?.() ?? 0),
      wall,
      expectations: this.#judge?.expectations() ?? [],
      happenings: this.#happenings,
    }
  }

  finalView(verdict: Verdict): RunView {
    const { expectations, duration } = verdict
    return { ...this.view(this.record.wall), clock: duration, expectations, happenings: [] }
  }
}

/** Redraws itself in place, at most ten times a second. */
export function liveTerminal({ stdout, runs, now }: ReporterContext, paint: Paint): Reporter {
  const update = createLogUpdate(stdout as unknown as NodeJS.WritableStream)
  const active = new Map<LiveRun, number>()
  const verdicts: Verdict[] = []
  const size = () => ({ columns: stdout.columns ?? 80, rows: stdout.rows ?? 24 })
  const draw = () => {
    const views = [...active].map(([run, began]) => run.view(now() - began))
    if (views.length > 0) update(renderFrame(views, size(), paint).join('\n'))
  }
  const renderEnd = (run: LiveRun, verdict: Verdict) => [
    ...renderRun(run.finalView(verdict), { ...size(), rows: Number.POSITIVE_INFINITY }, paint),
    ...renderSummary(run.record, verdict, paint),
  ]
  const began = now()
  let isStored = true
  let timer: NodeJS.Timeout | null = null
  return {
    start: (plan, info, clock) => {
      if (clock !== null) isStored = false
      const run = new LiveRun(new RunRecord(plan, info), clock)
      active.set(run, now())
      timer ??= setInterval(draw, frameInterval).unref()
      return {
        event: (event, settled, judge) => run.push(event, settled, judge),
        end: (verdict) => {
          verdicts.push(verdict)
          active.delete(run)
          update.clear()
          const end = runs > 1 ? renderBrief(run.record, verdict, paint) : renderEnd(run, verdict)
          stdout.write(`${end.join('\n')}\n`)
          draw()
        },
      }
    },
    close: () => {
      if (timer !== null) clearInterval(timer)
      update.clear()
      update.done()
      if (runs > 1) stdout.write(`\n${renderTotal(verdicts, isStored ? null : now() - began)}\n`)
    },
  }
}
