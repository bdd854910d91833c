import type { Verdict } from '../verdict/verdict.ts'
import { escapeTerminal } from './escape-terminal.ts'
import { formatEvent } from './format-event.ts'
import { formatClock } from './format-time.ts'
import { isHappening } from './happenings.ts'
import { type Paint, paintOutcome } from './paint.ts'
import type { Reporter, ReporterContext } from './reporter.ts'
import { RunRecord } from './run-record.ts'
import { renderSummary } from './summary.ts'

/** Plain lines, one for each thing that happens: for pipes and CI logs. */
export function plainTerminal({ stdout, runs }: ReporterContext, paint: Paint): Reporter {
  const verdicts: Verdict[] = []
  const print = (line: string) => stdout.write(`${line}\n`)
  return {
    start: (plan, info) => {
      const record = new RunRecord(plan, info)
      const label = runs > 1 ? `${escapeTerminal(info.label)}  ` : ''
      const say = (t: number, text: string) => print(`${label}${formatClock(t).padStart(10)}  ${text}`)
      return {
        event: (event, settled, judge) => {
          record.push(event, settled)
          if (isHappening(event)) say(event.t, formatEvent(event))
          if (settled.length === 0) return
          for (const { entry, outcome, description, mode, reason } of judge.expectations()) {
            if (!settled.includes(entry)) continue
            const word = paintOutcome(outcome.padEnd(7), paint)
            say(event.t, `${word}  ${escapeTerminal(description)} (${mode}): ${escapeTerminal(reason)}`)
          }
        },
        end: (verdict) => {
          verdicts.push(verdict)
          for (const line of renderSummary(record, verdict, paint)) print(line)
        },
      }
    },
    close: () => {
      if (runs > 1) print(`\n${renderTotal(verdicts)}`)
    },
  }
}

/** `4 runs: 2 pass, 1 fail, 1 unknown`. */
export function renderTotal(verdicts: readonly Verdict[]): string {
  const counts = (['pass', 'fail', 'unknown'] as const).flatMap((word) => {
    const count = verdicts.filter(({ outcome }) => outcome === word).length
    return count === 0 ? [] : [`${count} ${word}`]
  })
  return `${verdicts.length} runs: ${counts.join(', ')}`
}
