/**
 * Where two logs part. Runs of one plan in virtual time must agree in every byte but for wall times. Runs of different
 * releases never do: there an event has its like in the other log when it says the same, at nearly the same time, in
 * whatever order; what a release may well do otherwise without anybody noticing (connection numbers, ports that were
 * picked, the wording of reasons) is not looked at, nor which peer id a node has: that comes from the seed.
 */
import type { TopoEvent } from '../../../events/event.ts'

export interface Divergence {
  /** Milliseconds of the run's clock. */
  readonly at: number
  /** The last events of the first log before it. */
  readonly before: readonly TopoEvent[]
  /** What each log has from there on: the first events of either. */
  readonly first: readonly TopoEvent[]
  readonly second: readonly TopoEvent[]
}

const shown = 2

/** How alike two logs must be. */
export interface Likeness {
  /** Milliseconds; null asks for every byte. */
  readonly tolerance: number | null
  /** Text with the names of nodes instead of their peer ids, which each seed has others of. */
  readonly rename: (text: string) => string
}

/** Null when the logs are alike. */
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

/** The earliest event of either log that has no like in the other one; null when all have. */
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

/** Both are in the order of time, so the earliest that are near enough belong together. */
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

/** What an event says, without what may well be otherwise in another release. */
function gistOf(event: TopoEvent, rename: Likeness['rename']): string {
  if (event.kind === 'run-started') return event.kind
  const fields = Object.entries(event).flatMap(([key, value]): readonly [string, unknown][] => {
    if (incidental.has(key)) return []
    const isList = key === 'addresses' && Array.isArray(value)
    return [[key, isList ? value.map((one) => rename(String(one))).sort() : value]]
  })
  return rename(JSON.stringify(fields.sort(([x], [y]) => (x < y ? -1 : 1))))
}
