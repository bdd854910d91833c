import { liveTerminal } from './live.ts'
import { plainTerminal } from './plain.ts'
import type { ReporterDefinition } from './reporter.ts'
import { styleFor } from './style.ts'

export const terminal: ReporterDefinition = {
  summary: 'for people: live on a terminal, plain lines in a pipe, and a story for what failed',
  create: (context) => {
    const live = context.stdout.isTTY === true && context.env['TERM'] !== 'dumb'
    return live ? liveTerminal(context) : plainTerminal(context, styleFor(context))
  },
}
