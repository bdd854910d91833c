import { plainTerminal } from './plain.ts'
import type { ReporterDefinition } from './reporter.ts'
import { styleFor } from './style.ts'

export const terminal: ReporterDefinition = {
  summary: 'for people: live on a terminal, plain lines in a pipe, and a story for what failed',
  isDocument: false,
  create: async (context) => {
    const live = context.stdout.isTTY === true && context.env['TERM'] !== 'dumb'
    if (!live) return plainTerminal(context, styleFor(context))
    // What redraws a screen takes long to load.
    const { liveTerminal } = await import('./live.ts')
    return liveTerminal(context)
  },
}
