/** The relays on which each peer holds a reservation now, by the events of the run. */
import type { TopoEvent } from '../../events/event.ts'
import { bookedEvents, ReservationBooks } from '../language/expectations/reservation-books.ts'
import type { Telling } from '../language/expectations/telling.ts'
import { tellingOf } from '../language/expectations/telling-of.ts'
import type { NodePlan, Plan } from '../language/plan/plan.ts'
import type { NodeKind } from '../language/values/selector.ts'

export interface HeldRelays {
  /** In the order of the plan. */
  readonly relays: readonly string[]
  /** Reason why they are unknown; empty: they are known. */
  readonly reason: string
}

export class RelaysInUse {
  readonly #nodes: ReadonlyMap<string, NodePlan>
  readonly #telling: Telling
  /** By peer, and then by relay. */
  readonly #books = new Map<string, Map<string, ReservationBooks>>()
  /** By node, the first event of each kind: it shows that the node tells, or that it does not. */
  readonly #heard = new Map<string, Map<TopoEvent['kind'], TopoEvent>>()
  readonly #listeners = new Set<() => void>()

  constructor({ nodes }: Pick<Plan, 'nodes'>) {
    this.#nodes = new Map(nodes.map((node) => [node.name, node]))
    this.#telling = tellingOf({ nodes })
  }

  push(event: TopoEvent): void {
    if (!bookedEvents.has(event.kind)) return
    if (event.kind === 'node-exited') {
      for (const books of this.#books.values()) for (const one of books.values()) one.push(event)
    } else if ('node' in event && event.node !== null) {
      this.#hear(event.node, event)
      const sides = sidesOf(event)
      if (sides !== null) this.#book(sides.peer, sides.relay).push(event)
    }
    for (const changed of [...this.#listeners]) changed()
  }

  /** Calls `changed` after every event that may have changed the relays of a peer. Returns a function that ends this. */
  watch(changed: () => void): () => void {
    this.#listeners.add(changed)
    return () => this.#listeners.delete(changed)
  }

  /** The peer itself knows best. A program that does not tell enough is known by the reports of its relays. */
  of(peer: string): HeldRelays {
    // The word of the peer for a relay of which it has said nothing.
    const isNoElsewhere = this.#newBook(peer, '').according('peer') === 'no'
    const relays: string[] = []
    const unsure: ReservationBooks[] = []
    for (const relay of this.#nodes.keys()) {
      if (relay === peer) continue
      const books = this.#books.get(peer)?.get(relay) ?? (isNoElsewhere ? null : this.#book(peer, relay))
      if (books === null) continue
      const said = books.according('peer')
      const holding = said === 'unknown' ? books.according('relay') : said
      if (holding === 'yes') relays.push(relay)
      if (holding === 'unknown') unsure.push(books)
    }
    const mayBeOver = unsure.find(({ atPeer, atRelay }) => atPeer || atRelay)
    if (mayBeOver !== undefined) return { relays, reason: mayBeOver.silence }
    const [silent] = relays.length > 0 ? [] : unsure
    if (silent === undefined) return { relays, reason: '' }
    return {
      relays,
      reason: `${peer} does not report its reservations, and ${silent.relay} does not report what it relays`,
    }
  }

  kindOf(name: string): NodeKind | null {
    return this.#nodes.get(name)?.kind ?? null
  }

  /** Tells all books of the node that it tells, or that it does not. More events of one kind say nothing new. */
  #hear(node: string, event: TopoEvent): void {
    const heard = this.#heard.get(node) ?? new Map<TopoEvent['kind'], TopoEvent>()
    this.#heard.set(node, heard)
    if (heard.has(event.kind)) return
    for (const kind of opposites[event.kind === 'relay-unobserved' ? 'silent' : 'telling']) heard.delete(kind)
    heard.set(event.kind, event)
    const isOf = (books: ReservationBooks) => concerns(event, books)
    for (const byRelay of this.#books.values())
      for (const books of byRelay.values())
        if ((books.relay === node || books.peer === node) && !isOf(books)) books.push(event)
  }

  #book(peer: string, relay: string): ReservationBooks {
    const books = this.#books.get(peer) ?? new Map<string, ReservationBooks>()
    this.#books.set(peer, books)
    const one = books.get(relay) ?? this.#newBook(peer, relay)
    books.set(relay, one)
    return one
  }

  #newBook(peer: string, relay: string): ReservationBooks {
    const one = new ReservationBooks(peer, relay, 'both', this.#telling)
    for (const name of [peer, relay])
      for (const event of this.#heard.get(name)?.values() ?? []) if (!concerns(event, one)) one.push(event)
    return one
  }
}

/** Kinds of events of a relay that a later one contradicts. */
const opposites = {
  silent: ['relay-reservation', 'relay-circuit'],
  telling: ['relay-unobserved'],
} as const

/** Returns true for news of this very reservation. */
function concerns(event: TopoEvent, { peer, relay }: ReservationBooks): boolean {
  const sides = sidesOf(event)
  return sides?.peer === peer && sides.relay === relay
}

/** Returns the two sides of the reservation that an event is about; null: it is about none. */
function sidesOf(event: TopoEvent): { readonly peer: string; readonly relay: string } | null {
  switch (event.kind) {
    case 'relay-reservation':
      return { peer: event.peer, relay: event.node }
    case 'reservation-made':
    case 'reservation-lost':
    case 'reservation-failed':
      return { peer: event.node, relay: event.relay }
    default:
      return null
  }
}
