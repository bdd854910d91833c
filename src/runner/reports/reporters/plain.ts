import { formatClock } from '../../language/values/format-clock.ts'
import { renderSearch } from '../search/render-search.ts'
import { paintOutcome } from '../text/paint.ts'
import { isSeveral, renderEnd } from './end-of-runs.ts'
import { isHappening } from './happenings.ts'
import type { Reporter, ReporterContext } from './reporter.ts'
import { RunNotes } from './run-notes.ts'
import type { Style } from './style.ts'
import { renderBrief, renderSummary } from './summary.ts'
import type { EndedRun } from './tried-runs.ts'

/**
 * Plain lines for pipes and CI logs: one for each happening of a single run, or the end of each of several runs.
 * `isQuiet`: only the end of all runs.
 */
export function plainTerminal(context: ReporterContext, style: Style): Reporter {
  const { stdout, runs, order = [], missing = [], wrong = [], searches = [], isQuiet = false, now } = context
  const ended: EndedRun[] = []
  const print = (line: string) => stdout.write(`${line}\n`)
  const began = now()
  let isStored = true
  return {
    start: (plan, info, clock) => {
      if (clock !== null) isStored = false
      const notes = new RunNotes(plan, info)
      const say = (t: number, text: string) => print(`${formatClock(t).padStart(10)}  ${text}`)
      return {
        event: (event, settled, judge) => {
          notes.push(event, settled)
          if (runs > 1 || isQuiet) return
          if (isHappening(event)) say(event.t, notes.words.tell(event))
          if (settled.length === 0) return
          for (const { entry, outcome, description, mode, reason } of judge.expectations()) {
            if (!settled.includes(entry)) continue
            const word = paintOutcome(outcome.padEnd(7), style.paint)
            say(event.t, `${word}  ${notes.words.clean(`${description} (${mode}): ${reason}`)}`)
          }
        },
        end: (verdict) => {
          ended.push({ notes, verdict })
          if (isQuiet) return
          const render = runs > 1 || info.retryOf !== null ? renderBrief : renderSummary
          for (const line of render(notes, verdict, style)) print(line)
        },
      }
    },
    close: () => {
      const wall = isStored ? null : now() - began
      for (const line of searches.flatMap(renderSearch)) print(line)
      if (!isQuiet && !isSeveral(ended, context)) return
      const end = { ended, runs, order, missing, wrong, wall, isUntold: isQuiet }
      for (const line of renderEnd(end, style)) print(line)
    },
  }
}
