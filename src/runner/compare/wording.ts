/** Words that the terminal and Markdown share. */
import { type MeasureName, measures } from '../expectations/measures.ts'
import { formatClock } from '../reporters/format-time.ts'
import type { ComparedCell, ComparedKind } from './comparison.ts'
import type { Spread } from './spread.ts'

/** `pass`; `4 pass, 1 fail` of repeated runs; `-` where there is no such expectation. */
export function formatCell(cell: ComparedCell | null): string {
  if (cell === null) return '-'
  const words = Object.entries(cell.outcomes)
  const [only] = words
  if (words.length === 1 && only !== undefined) return only[0]
  return words.map(([word, count]) => `${count} ${word}`).join(', ')
}

/** `12`, `20s`; `20s (18s to 25s)` of repeated runs, with the median first. */
export function formatSpread(spread: Spread | null, unit: 'time' | 'count'): string {
  if (spread === null) return '-'
  const one = (value: number) => (unit === 'time' ? formatClock(value) : String(value))
  const { min, median, max } = spread
  return min === max ? one(median) : `${one(median)} (${one(min)} to ${one(max)})`
}

export function formatMeasure(name: MeasureName, spread: Spread | null): string {
  return formatSpread(spread, measures[name].unit)
}

/** `recovery-attempt 0 / 4`. */
export function formatKind({ kind, counts }: ComparedKind): string {
  return `${kind} ${counts.map((count) => formatSpread(count, 'count')).join(' / ')}`
}

/** `1 expectation is`, `3 expectations are`. */
export function expectationsAre(count: number): string {
  return count === 1 ? '1 expectation is' : `${count} expectations are`
}
