import { liveTerminal } from './live.ts'
import { paintFor } from './paint.ts'
import { plainTerminal } from './plain.ts'
import type { ReporterDefinition } from './reporter.ts'

export const terminal: ReporterDefinition = {
  summary: 'for people: live on a terminal, plain lines in a pipe, and a story for what failed',
  create: (context) => {
    const paint = paintFor(context)
    const live = context.stdout.isTTY === true && context.env['TERM'] !== 'dumb'
    return live ? liveTerminal(context, paint) : plainTerminal(context, paint)
  },
}
