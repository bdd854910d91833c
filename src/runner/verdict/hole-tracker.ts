/**
 * Finds holes: a reservation that several entries want, each at an instant, and that was gone in between while nobody
 * looked. Such a run passes, although what it asserts did not hold all the time.
 */
import type { TopoEvent } from '../../events/event.ts'
import { expectationOf } from '../language/expectations/registry.ts'
import { bookedEvents, ReservationBooks } from '../language/expectations/reservation-books.ts'
import type { Telling } from '../language/expectations/telling.ts'
import type { ExpectationEntryPlan, Plan } from '../language/plan/plan.ts'
import type { ExpectationVerdict } from './expectation-tracker.ts'
import type { FaultVerdict } from './fault-tracker.ts'
import type { Hole } from './hole.ts'

interface Followed {
  readonly books: ReservationBooks
  readonly entries: readonly ExpectationEntryPlan[]
  lostAt: number | null
  readonly gaps: { readonly from: number; readonly to: number }[]
}

export class HoleTracker {
  readonly #followed: readonly Followed[]
  readonly #ofPeer: ReadonlyMap<string, readonly Followed[]>
  readonly #entries: readonly ExpectationEntryPlan[]

  constructor({ nodes, timeline }: Pick<Plan, 'nodes' | 'timeline'>, telling: Telling) {
    this.#entries = timeline.filter((entry) => entry.type === 'expectation')
    const relaysOf = new Map(nodes.map((node) => [node.name, 'relays' in node ? node.relays : []]))
    const pairs = new Map<string, { peer: string; relay: string; entries: ExpectationEntryPlan[] }>()
    for (const entry of this.#entries) {
      const { kind, params } = entry.expectation
      for (const { peers, relays } of expectationOf(kind).neededReservations(params)) {
        for (const peer of peers) {
          const choice = relays ?? relaysOf.get(peer) ?? []
          // One of several is enough.
          const [relay] = choice
          if (relay === undefined || choice.length > 1) continue
          const pair = pairs.get(`${peer} ${relay}`) ?? { peer, relay, entries: [] }
          pair.entries.push(entry)
          pairs.set(`${peer} ${relay}`, pair)
        }
      }
    }
    this.#followed = [...pairs.values()]
      .filter(({ entries }) => entries.length > 1)
      .map(({ peer, relay, entries }) => ({
        books: new ReservationBooks(peer, relay, 'both', telling),
        entries,
        lostAt: null,
        gaps: [],
      }))
    this.#ofPeer = Map.groupBy(this.#followed, ({ books }) => books.peer)
  }

  push(event: TopoEvent): void {
    if (!bookedEvents.has(event.kind)) return
    const peer = peerOf(event)
    for (const one of peer === null ? this.#followed : (this.#ofPeer.get(peer) ?? [])) {
      const was = one.books.held
      one.books.push(event)
      const is = one.books.held
      if (was && !is) one.lostAt = event.t
      if (!is || one.lostAt === null) continue
      if (event.t > one.lostAt) one.gaps.push({ from: one.lostAt, to: event.t })
      one.lostAt = null
    }
  }

  holes(expectations: readonly ExpectationVerdict[], faults: readonly FaultVerdict[]): readonly Hole[] {
    const verdicts = new Map(expectations.map((one) => [one.entry, one]))
    return this.#followed.flatMap(({ books: { peer, relay }, entries, gaps }) => {
      const looks = entries.flatMap(({ id }) => {
        const verdict = verdicts.get(id)
        return verdict?.outcome === 'pass' && verdict.heldAt !== null ? [verdict.heldAt] : []
      })
      return gaps.flatMap(({ from, to }): readonly Hole[] => {
        const before = Math.max(...looks.filter((at) => at <= from))
        const after = Math.min(...looks.filter((at) => at >= to))
        if (!Number.isFinite(before) || !Number.isFinite(after)) return []
        const isMeant = faults.some(({ started, reverted }) =>
          touches({ from: before, to }, started, reverted),
        )
        const isSeen =
          entries.some((entry) => watches(entry, verdicts.get(entry.id), { from, to })) ||
          this.#entries.some((entry) => showsLoss(entry, verdicts.get(entry.id), { from, to }))
        return isMeant || isSeen ? [] : [{ peer, relay, from, to, before, after }]
      })
    })
  }
}

/** The peer whose reservation the event is about; null: it may be about all. */
function peerOf(event: TopoEvent): string | null {
  switch (event.kind) {
    case 'relay-reservation':
      return event.peer
    case 'reservation-made':
    case 'reservation-lost':
    case 'reservation-failed':
      return event.node
    default:
      return null
  }
}

interface Gap {
  readonly from: number
  readonly to: number
}

function touches({ from, to }: Gap, start: number | null, end: number | null): boolean {
  return start !== null && start < to && (end ?? start) >= from
}

/** Returns true if the entry looks at all times of the gap, or at one of them. */
function watches(
  { mode, expectation: { params } }: ExpectationEntryPlan,
  verdict: ExpectationVerdict | undefined,
  gap: Gap,
): boolean {
  if (verdict === undefined || verdict.started === null) return false
  if ('longestGap' in params && params.longestGap !== null) return true
  const planned = mode.kind === 'for' ? verdict.started + mode.time : null
  const end = mode.kind === 'never' ? Number.POSITIVE_INFINITY : (planned ?? verdict.settledAt)
  return touches(gap, verdict.started, end)
}

function showsLoss(
  { expectation: { kind, params } }: ExpectationEntryPlan,
  verdict: ExpectationVerdict | undefined,
  gap: Gap,
): boolean {
  return (
    expectationOf(kind).showsLoss(params) &&
    verdict !== undefined &&
    touches(gap, verdict.started, verdict.settledAt)
  )
}
