/**
 * The place where two logs diverge. Runs of one plan in virtual time must agree in every byte but wall times. Runs of
 * different releases never do. For these, two events match when they say the same at nearly the same time, in any
 * order. The match ignores incidental details (connection numbers, chosen ports, wording of reasons) and peer ids,
 * which depend on the seed.
 */
import { compareTexts } from '../../../base/compare-texts.ts'
import type { TopoEvent } from '../../../events/event.ts'

export interface Divergence {
  /** Milliseconds of the run's clock. */
  readonly at: number
  /** The last events of the first log before the difference. */
  readonly before: readonly TopoEvent[]
  /** The next events of each log. */
  readonly first: readonly TopoEvent[]
  readonly second: readonly TopoEvent[]
}

const shown = 2

/** Required likeness of two logs. */
export interface Likeness {
  /** Milliseconds; null for byte equality. */
  readonly tolerance: number | null
  /** Replaces peer ids, which differ from seed to seed, with the names of nodes. */
  readonly rename: (text: string) => string
}

/** Returns the first difference; null when the logs are alike. */
export function divergenceOf(
  a: readonly TopoEvent[],
  b: readonly TopoEvent[],
  { tolerance, rename }: Likeness,
): Divergence | null {
  const parting =
    tolerance === null
      ? firstUnequal(a, b)
      : firstUnmatched(numbered(a, rename), numbered(b, rename), tolerance)
  if (parting === null) return null
  const [i, j] = parting
  const times = [a[i], b[j]].flatMap((event) => (event === undefined ? [] : [event.t]))
  return {
    at: Math.min(...times),
    before: a.slice(Math.max(0, i - shown), i),
    first: a.slice(i, i + shown),
    second: b.slice(j, j + shown),
  }
}

type Parting = readonly [inFirst: number, inSecond: number]

function firstUnequal(a: readonly TopoEvent[], b: readonly TopoEvent[]): Parting | null {
  const index = a.findIndex((event, i) => {
    const other = b[i]
    return other === undefined || bytesOf(event) !== bytesOf(other)
  })
  if (index !== -1) return [index, index]
  return a.length < b.length ? [a.length, a.length] : null
}

function bytesOf({ wall: _wall, ...rest }: TopoEvent): string {
  return JSON.stringify(rest)
}

interface Numbered {
  readonly gist: string
  readonly index: number
  readonly t: number
}

function numbered(events: readonly TopoEvent[], rename: Likeness['rename']): readonly Numbered[] {
  return events.map((event, index) => ({ gist: gistOf(event, rename), index, t: event.t }))
}

/** The earliest event of either log without a match in the other; null when all match. */
function firstUnmatched(a: readonly Numbered[], b: readonly Numbered[], tolerance: number): Parting | null {
  const inB = Map.groupBy(b, ({ gist }) => gist)
  const lonelyA: Numbered[] = []
  const lonelyB: Numbered[] = []
  for (const [gist, ofA] of Map.groupBy(a, (event) => event.gist)) {
    pair(ofA, inB.get(gist) ?? [], tolerance, { lonelyA, lonelyB })
    inB.delete(gist)
  }
  for (const rest of inB.values()) for (const one of rest) lonelyB.push(one)
  const first = earliest(lonelyA)
  const second = earliest(lonelyB)
  if (first === null && second === null) return null
  if (first !== null && (second === null || first.t <= second.t)) {
    return [first.index, second?.t === first.t ? second.index : indexAt(b, first.t)]
  }
  return [indexAt(a, second?.t ?? 0), second?.index ?? b.length]
}

/** Matches events greedily: both lists are in the order of time. */
function pair(
  a: readonly Numbered[],
  b: readonly Numbered[],
  tolerance: number,
  { lonelyA, lonelyB }: { readonly lonelyA: Numbered[]; readonly lonelyB: Numbered[] },
): void {
  let j = 0
  for (const one of a) {
    for (let other = b[j]; other !== undefined && other.t < one.t - tolerance; other = b[j]) {
      lonelyB.push(other)
      j += 1
    }
    const other = b[j]
    if (other !== undefined && other.t <= one.t + tolerance) j += 1
    else lonelyA.push(one)
  }
  for (const rest of b.slice(j)) lonelyB.push(rest)
}

function earliest(lonely: readonly Numbered[]): Numbered | null {
  return lonely.reduce<Numbered | null>(
    (best, one) =>
      best === null || one.t < best.t || (one.t === best.t && one.index < best.index) ? one : best,
    null,
  )
}

function indexAt(events: readonly Numbered[], t: number): number {
  const index = events.findIndex((event) => event.t >= t)
  return index === -1 ? events.length : index
}

const incidental = new Set([
  'v',
  'n',
  't',
  'wall',
  'connection',
  'address',
  'expires',
  'reason',
  'delay',
  'log',
])

/** The content of an event without incidental details. */
function gistOf(event: TopoEvent, rename: Likeness['rename']): string {
  if (event.kind === 'run-started') return event.kind
  const fields = Object.entries(event).flatMap(([key, value]): readonly [string, unknown][] => {
    if (incidental.has(key)) return []
    const isList = key === 'addresses' && Array.isArray(value)
    return [[key, isList ? value.map((one) => rename(String(one))).sort() : value]]
  })
  return rename(JSON.stringify(fields.sort(([x], [y]) => compareTexts(x, y))))
}
