import { formatClock } from '../../language/values/format-clock.ts'
import type { Verdict } from '../../verdict/verdict.ts'
import { paintOutcome } from '../text/paint.ts'
import { isHappening } from './happenings.ts'
import type { Reporter, ReporterContext } from './reporter.ts'
import { RunNotes } from './run-notes.ts'
import type { Style } from './style.ts'
import { renderBrief, renderSummary } from './summary.ts'
import { renderTotal } from './total.ts'

/** Plain lines for pipes and CI logs: one for each happening of a single run, or the end of each of several runs. */
export function plainTerminal({ stdout, runs, now }: ReporterContext, style: Style): Reporter {
  const verdicts: Verdict[] = []
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
          if (runs > 1) return
          if (isHappening(event)) say(event.t, notes.words.tell(event))
          if (settled.length === 0) return
          for (const { entry, outcome, description, mode, reason } of judge.expectations()) {
            if (!settled.includes(entry)) continue
            const word = paintOutcome(outcome.padEnd(7), style.paint)
            say(event.t, `${word}  ${notes.words.clean(`${description} (${mode}): ${reason}`)}`)
          }
        },
        end: (verdict) => {
          verdicts.push(verdict)
          const render = runs > 1 ? renderBrief : renderSummary
          for (const line of render(notes, verdict, style)) print(line)
        },
      }
    },
    close: () => {
      if (runs > 1) print(`\n${renderTotal(verdicts, runs, isStored ? null : now() - began)}`)
    },
  }
}
