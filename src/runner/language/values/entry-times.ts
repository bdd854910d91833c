/**
 * The model of the starts and ends of a timeline's entries. Before a run only ranges are known: an expectation
 * ends as soon as it is settled, so an entry that waits for it starts early or late.
 */
import { BugError } from '../../../base/errors.ts'

/** Milliseconds of the run's clock. */
export interface Interval {
  readonly from: number
  readonly to: number
}

/** `target`: position of the entry whose end it waits for. */
export type TimedStart =
  | { readonly kind: 'at'; readonly time: number }
  | { readonly kind: 'after'; readonly target: number; readonly delay: number }

export interface TimedEntry {
  /** null: unknown. */
  readonly start: TimedStart | null
  /** Time from its start to its end. */
  readonly length: Interval
}

export interface EntryTimes {
  readonly start: Interval
  readonly end: Interval
}

export type Mode =
  | { readonly kind: 'within'; readonly time: number }
  | { readonly kind: 'for'; readonly time: number }
  | { readonly kind: 'never' }

/** Every expectation can end at once: `within` when it holds, `for` and `never` when they fail. */
export function lengthOfMode(mode: Mode): Interval {
  switch (mode.kind) {
    case 'within':
    case 'for':
      return { from: 0, to: mode.time }
    case 'never':
      return { from: 0, to: Number.POSITIVE_INFINITY }
    default:
      return mode satisfies never
  }
}

/** By position; null for an unknown start, for a circle, and for an entry that waits for one of these. */
export function entryTimes(entries: readonly TimedEntry[]): readonly (EntryTimes | null)[] {
  const places = placesOf(entries)
  return entries.map((_, index) => places.get(index)?.times ?? null)
}

/**
 * Positions by the earliest start. At one instant the given order counts, but an entry follows the one it waits for.
 * Entries without times come last.
 */
export function orderOfStart(entries: readonly TimedEntry[]): readonly number[] {
  const places = placesOf(entries)
  const known = [...places].sort(
    ([one, a], [other, b]) =>
      a.times.start.from - b.times.start.from || a.rank - b.rank || a.depth - b.depth || one - other,
  )
  return [...known.map(([index]) => index), ...[...entries.keys()].filter((index) => !places.has(index))]
}

interface Place {
  readonly times: EntryTimes
  /** The last position among itself and the entries that it follows at one instant. */
  readonly rank: number
  /** Number of entries before it in its chain. */
  readonly depth: number
}

function placesOf(entries: readonly TimedEntry[]): ReadonlyMap<number, Place> {
  const places = new Map<number, Place>()
  const waiting = Map.groupBy(entries.keys(), (index) => {
    const start = entries[index]?.start
    return start?.kind === 'after' ? start.target : null
  })
  const next = [...(waiting.get(null) ?? [])]
  for (let index = next.shift(); index !== undefined; index = next.shift()) {
    const entry = entries[index]
    if (entry === undefined || entry.start === null) continue
    places.set(index, placeOf(index, entry, entry.start, places))
    next.push(...(waiting.get(index) ?? []))
  }
  return places
}

function placeOf(
  index: number,
  { length }: TimedEntry,
  scheduled: TimedStart,
  places: ReadonlyMap<number, Place>,
): Place {
  if (scheduled.kind === 'at') {
    const start = { from: scheduled.time, to: scheduled.time }
    return { times: { start, end: plus(start, length) }, rank: index, depth: 0 }
  }
  const before = places.get(scheduled.target)
  if (before === undefined) throw new BugError('an entry was placed before the one that it waits for')
  const start = plus(before.times.end, { from: scheduled.delay, to: scheduled.delay })
  const isSameInstant = start.from === before.times.start.from
  return {
    times: { start, end: plus(start, length) },
    rank: isSameInstant ? Math.max(index, before.rank) : index,
    depth: before.depth + 1,
  }
}

function plus(a: Interval, b: Interval): Interval {
  return { from: a.from + b.from, to: a.to + b.to }
}
