/** Words that the terminal and Markdown share. */
import { type MeasureName, measures } from '../expectations/measures.ts'
import { formatClock } from '../reporters/format-time.ts'
import type { ComparedCell, ComparedKind } from './comparison.ts'
import type { Spread } from './spread.ts'

/** `pass`; `4 pass, 1 fail` of repeated runs. */
export function formatOutcomes({ outcomes }: Pick<ComparedCell, 'outcomes'>): string {
  const words = Object.entries(outcomes)
  return words.length === 1
    ? words.map(([word]) => word).join('')
    : words.map(([word, count]) => `${count} ${word}`).join(', ')
}

/** The same, `-` where there is no such expectation. */
export function formatCell(cell: ComparedCell | null): string {
  return cell === null ? '-' : formatOutcomes(cell)
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

/** `connection-opened 4 / 6`, `recovery-attempt 0 / 4 (new)`, `reservation-lost 1 / 0 (gone)`. */
export function formatKind({ kind, counts }: ComparedKind): string {
  const [first, ...others] = counts.map((count) => count?.max ?? 0)
  const news = first === 0 ? ' (new)' : others.every((count) => count === 0) ? ' (gone)' : ''
  return `${kind} ${counts.map((count) => formatSpread(count, 'count')).join(' / ')}${news}`
}

/** `1 expectation is`, `3 expectations are`. */
export function expectationsAre(count: number): string {
  return count === 1 ? '1 expectation is' : `${count} expectations are`
}
