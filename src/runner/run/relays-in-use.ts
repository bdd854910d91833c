/** The relays on which each peer holds a reservation now, by the events of the run. */
import type { TopoEvent } from '../../events/event.ts'
import { bookedEvents, ReservationBooks } from '../language/expectations/reservation-books.ts'
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
  /** By peer, and then by relay. */
  readonly #books = new Map<string, Map<string, ReservationBooks>>()
  /** Peers and relays that have reported a reservation. */
  readonly #tellers = new Set<string>()
  readonly #silent = new Set<string>()
  readonly #listeners = new Set<() => void>()

  constructor({ nodes }: Pick<Plan, 'nodes'>) {
    this.#nodes = new Map(nodes.map((node) => [node.name, node]))
  }

  push(event: TopoEvent): void {
    if (event.kind === 'relay-unobserved') this.#silent.add(event.node)
    else if (!bookedEvents.has(event.kind)) return
    switch (event.kind) {
      case 'relay-reservation':
        this.#tellers.add(event.node)
        this.#book(event.peer, event.node).push(event)
        break
      case 'reservation-made':
      case 'reservation-lost':
      case 'reservation-failed':
        this.#tellers.add(event.node)
        this.#book(event.node, event.relay).push(event)
        break
      case 'node-exited':
        for (const books of this.#books.values()) for (const one of books.values()) one.push(event)
        break
    }
    for (const changed of [...this.#listeners]) changed()
  }

  /** Calls `changed` after every event that may have changed the relays of a peer. Returns a function that ends this. */
  watch(changed: () => void): () => void {
    this.#listeners.add(changed)
    return () => this.#listeners.delete(changed)
  }

  /** The peer itself knows best. A program that reports nothing is known by the reports of its relays. */
  of(peer: string): HeldRelays {
    const kind = this.kindOf(peer)
    const isTold = kind === 'boot-node' || kind === 'peer' || this.#tellers.has(peer)
    const relays = [...this.#nodes.keys()].filter((relay) => {
      const books = this.#books.get(peer)?.get(relay)
      return books !== undefined && (isTold ? books.atPeer : books.atRelay)
    })
    const silent = isTold || relays.length > 0 ? undefined : this.#silentRelay(peer)
    if (silent === undefined) return { relays, reason: '' }
    return {
      relays,
      reason: `${peer} does not report its reservations, and ${silent} does not report what it relays`,
    }
  }

  kindOf(name: string): NodeKind | null {
    return this.#nodes.get(name)?.kind ?? null
  }

  /** A relay that may hold the peer's reservation unseen. */
  #silentRelay(peer: string): string | undefined {
    const others = [...this.#nodes.values()].filter(({ name }) => name !== peer)
    const silent = others.filter(
      ({ name, kind }) => this.#silent.has(name) || (kind === 'command' && !this.#tellers.has(name)),
    )
    return silent[0]?.name
  }

  #book(peer: string, relay: string): ReservationBooks {
    const books = this.#books.get(peer) ?? new Map<string, ReservationBooks>()
    this.#books.set(peer, books)
    const one = books.get(relay) ?? new ReservationBooks(peer, relay)
    books.set(relay, one)
    return one
  }
}
