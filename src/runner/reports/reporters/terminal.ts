import { plainTerminal } from './plain.ts'
import type { ReporterDefinition } from './reporter.ts'
import { styleFor } from './style.ts'

export const terminal: ReporterDefinition = {
  summary: 'for people: live on a terminal, plain lines in a pipe, and the events before each failure',
  isDocument: false,
  create: async (context) => {
    const isTerminal = context.stdout.isTTY === true && context.env['TERM'] !== 'dumb'
    const live = isTerminal && context.isQuiet !== true
    if (!live) return plainTerminal(context, styleFor(context))
    // The live terminal loads slowly, so import it only when needed.
    const { liveTerminal } = await import('./live.ts')
    return liveTerminal(context)
  },
}
