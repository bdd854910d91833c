import { formatClock } from '../../runner/language/values/format-clock.ts'
import type { NamedReporter } from '../../runner/reports/reporters/reporting.ts'
import { RunNotes } from '../../runner/reports/reporters/run-notes.ts'
import { escapeTerminal } from '../../runner/reports/text/escape-terminal.ts'
import { paintFor, paintOutcome } from '../../runner/reports/text/paint.ts'
import type { CliContext } from '../context.ts'

/** One line for each run of an experiment, whose table follows. */
export function progressReporter(runs: number, { stderr, env }: CliContext): NamedReporter {
  const paint = paintFor({ stdout: stderr, env })
  const width = String(runs).length
  let ended = 0
  return {
    name: 'progress',
    reporter: {
      start: (plan, info) => {
        const notes = new RunNotes(plan, info)
        return {
          event: (event, settled) => notes.push(event, settled),
          end: ({ outcome, reason, duration }) => {
            ended += 1
            const count = `${String(ended).padStart(width)}/${runs}`
            const time = `${formatClock(duration)} in ${formatClock(notes.wall)}`
            const told = outcome === 'pass' ? '' : `: ${notes.words.clean(reason)}`
            const word = paintOutcome(outcome.toUpperCase().padEnd(7), paint)
            stderr.write(`${count}  ${word}  ${escapeTerminal(info.label)}${told}  ${paint.dim(time)}\n`)
          },
        }
      },
      close: () => {},
    },
  }
}
