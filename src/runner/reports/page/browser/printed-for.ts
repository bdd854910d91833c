import type { TopoEvent } from '../../../../events/event.ts'

/** A line that a node printed, and its place beside the pattern of an expectation. */
export interface PatternedLine {
  readonly at: number
  readonly node: string
  readonly line: string
  readonly matches: boolean
}

const most = 12

/** Returns the last lines that match the pattern of an entry, and those that came close, in the order of time. */
export function printedFor(entry: string | null, events: readonly TopoEvent[]): readonly PatternedLine[] {
  const matched: PatternedLine[] = []
  const missed: PatternedLine[] = []
  for (const event of events) {
    if (event.kind === 'log-matched' && event.entry === entry) {
      const { t: at, node, line } = event
      matched.push({ at, node, line, matches: true })
      if (matched.length > most) matched.shift()
    }
    if (event.kind === 'log-missed' && event.entry === entry) {
      const { printed: at, node, line } = event
      missed.push({ at, node, line, matches: false })
    }
  }
  const room = Math.max(0, most - missed.length)
  return [...(room === 0 ? [] : matched.slice(-room)), ...missed].sort((a, b) => a.at - b.at)
}
