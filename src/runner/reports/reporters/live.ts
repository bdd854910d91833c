import type { TopoEvent } from '../../../events/event.ts'
import type { ExpectationVerdict, FaultVerdict, Judge, Verdict } from '../../verdict/verdict.ts'
import { renderSearch } from '../search/render-search.ts'
import { isSeveral, renderEnd } from './end-of-runs.ts'
import { isHappening } from './happenings.ts'
import { type Happening, type RunView, renderFrame, renderRun } from './render-frame.ts'
import type { Reporter, ReporterContext, RunClock } from './reporter.ts'
import { RunNotes } from './run-notes.ts'
import { Screen } from './screen.ts'
import { stepsOf } from './steps.ts'
import { styleFor } from './style.ts'
import { renderBrief, renderSummary } from './summary.ts'
import { renderProgress } from './total.ts'
import { type EndedRun, triedRuns } from './tried-runs.ts'

const frameInterval = 100
const keptHappenings = 4

/** A run in progress, and its view. */
class LiveRun {
  readonly notes: RunNotes
  readonly #clock: RunClock | null
  #judge: Judge | null = null
  #happenings: readonly Happening[] = []
  #t = 0

  constructor(notes: RunNotes, clock: RunClock | null) {
    this.notes = notes
    this.#clock = clock
  }

  push(event: TopoEvent, settled: readonly string[], judge: Judge): void {
    this.notes.push(event, settled)
    this.#judge = judge
    this.#t = event.t
    if (!isHappening(event) || event.kind === 'run-started') return
    const isFault = event.kind.startsWith('fault-')
    const happening = { t: event.t, text: this.notes.words.tell(event), isFault }
    this.#happenings = [...this.#happenings, happening].slice(-keptHappenings)
  }

  /** The run now; `wall` is the milliseconds since it began. */
  view(wall: number): RunView {
    return {
      label: this.notes.info.label,
      clock: Math.max(this.#t, this.#clock?.() ?? 0),
      wall,
      steps: this.#steps(this.#judge?.expectations() ?? [], this.#judge?.faults() ?? []),
      happenings: this.#happenings,
    }
  }

  /** The run at its end, without reasons: the summary has them. */
  finalView({ expectations, faults, duration }: Verdict): RunView {
    const steps = this.#steps(expectations, faults).map((step) => ({ ...step, reason: null }))
    return { ...this.view(this.notes.wall), clock: duration, steps, happenings: [] }
  }

  #steps(expectations: readonly ExpectationVerdict[], faults: readonly FaultVerdict[]) {
    return stepsOf(this.notes.plan, { expectations, faults }, this.notes.words)
  }
}

/** Redraws the state of all runs in place, at most ten times a second. */
export function liveTerminal(context: ReporterContext): Reporter {
  const { stdout, runs, order = [], missing = [], wrong = [], searches = [], now } = context
  const screen = new Screen(stdout)
  const active = new Map<LiveRun, number>()
  const ended: EndedRun[] = []
  const began = now()
  let isStored = true
  let timer: NodeJS.Timeout | null = null

  const draw = () => {
    const views = [...active].map(([run, start]) => run.view(now() - start))
    const total = runs > 1 ? renderProgress(triedRuns(ended), runs, now() - began) : null
    const { paint } = styleFor(context)
    if (views.length > 0) screen.draw(renderFrame(views, total, screen.size(), paint))
  }
  const renderEndOf = (run: LiveRun, verdict: Verdict) => {
    const style = styleFor(context)
    const size = { columns: style.columns, rows: Number.POSITIVE_INFINITY }
    if (runs > 1 || run.notes.info.retryOf !== null) return renderBrief(run.notes, verdict, style)
    return [
      ...renderRun(run.finalView(verdict), size, style.paint),
      ...renderSummary(run.notes, verdict, style),
    ]
  }
  return {
    start: (plan, info, clock) => {
      if (clock !== null) isStored = false
      const run = new LiveRun(new RunNotes(plan, info), clock)
      active.set(run, now())
      timer ??= setInterval(draw, frameInterval).unref()
      return {
        event: (event, settled, judge) => run.push(event, settled, judge),
        end: (verdict) => {
          ended.push({ notes: run.notes, verdict })
          active.delete(run)
          screen.print(renderEndOf(run, verdict))
          draw()
        },
      }
    },
    close: () => {
      if (timer !== null) clearInterval(timer)
      screen.close()
      for (const line of searches.flatMap(renderSearch)) stdout.write(`${line}\n`)
      if (!isSeveral(ended, context)) return
      const wall = isStored ? null : now() - began
      const end = { ended, runs, order, missing, wrong, wall, isUntold: false }
      const lines = renderEnd(end, styleFor(context))
      stdout.write(`${lines.join('\n')}\n`)
    },
  }
}
