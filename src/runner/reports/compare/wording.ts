/** Words that the terminal, Markdown and the page share. */
import { type MeasureName, measures } from '../../language/expectations/measures.ts'
import { formatClock } from '../../language/values/format-clock.ts'
import { listNames } from '../../language/values/list-names.ts'
import { plural } from '../../language/values/plural.ts'
import type { ComparedCell, ComparedKind, ComparedResources, ComparedSide } from './comparison.ts'
import type { Spread } from './spread.ts'

/** `pass`; `4 pass, 1 fail` of repeated runs. */
export function formatOutcomes({ outcomes }: Pick<ComparedCell, 'outcomes'>): string {
  const words = Object.entries(outcomes)
  return words.length === 1
    ? words.map(([word]) => word).join('')
    : words.map(([word, count]) => `${count} ${word}`).join(', ')
}

/** The same; `-` for a missing expectation. */
export function formatCell(cell: ComparedCell | null): string {
  return cell === null ? '-' : formatOutcomes(cell)
}

const units = {
  time: formatClock,
  count: String,
  seconds: (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)}s`,
  bytes: (bytes: number) => `${Math.round(bytes / 1e6)} MB`,
} as const satisfies Record<string, (value: number) => string>

/** `12`, `20s`; `20s (18s to 25s)` of repeated runs, median first. */
export function formatSpread(spread: Spread | null, unit: keyof typeof units): string {
  if (spread === null) return '-'
  const one = units[unit]
  const { min, median, max } = spread
  const ends = [one(min), one(max)]
  return ends[0] === ends[1] ? one(median) : `${one(median)} (${ends.join(' to ')})`
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

/** `boot-node CPU 2.4s / 2.3s, memory 84 MB / 85 MB`. */
export function formatResources({ kind, cpu, peak }: ComparedResources): string {
  const all = (spreads: readonly (Spread | null)[], unit: keyof typeof units) =>
    spreads.map((spread) => formatSpread(spread, unit)).join(' / ')
  return `${kind} CPU ${all(cpu, 'seconds')}, memory ${all(peak, 'bytes')}`
}

/** `seeds 1 and 2`; null for a single seed. */
export function formatSeeds(sides: readonly Pick<ComparedSide, 'seeds'>[]): string | null {
  const seeds = [...new Set(sides.flatMap((side) => side.seeds))]
  return seeds.length > 1 ? `seeds ${listNames(seeds.map(String))}` : null
}

/** A note in brackets that peer ids of two seeds are compared by name; empty for a single seed. */
export function seedNote(first: ComparedSide, second: ComparedSide): string {
  const seeds = formatSeeds([first, second])
  return seeds === null ? '' : ` (${seeds}: peer ids are compared by the names of their nodes)`
}

/** `1 expectation is`, `3 expectations are`. */
export function expectationsAre(count: number): string {
  return plural(count, 'expectation is', 'expectations are')
}
