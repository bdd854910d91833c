/**
 * The model of a report: states as spans and changes as steps, so that the page can draw any stretch of time and look
 * up any moment without another walk through the log. It uses the same trackers as the expectations.
 */
import type { TopoEvent } from '../../../events/event.ts'
import { advertisedAfter } from '../../language/expectations/advertised-after.ts'
import type { NatBelief } from '../../language/expectations/nat-beliefs.ts'
import { NatBeliefs } from '../../language/expectations/nat-beliefs.ts'
import { type ConnectionOpened, OpenConnections } from '../../language/expectations/open-connections.ts'
import { keyOf, type ProbeEvent } from '../../language/expectations/pairs.ts'
import { processStateAfter } from '../../language/expectations/process-state.ts'
import { ReservationBooks } from '../../language/expectations/reservation-books.ts'
import type { NodePlan, Plan } from '../../language/plan/plan.ts'

/** A place in the log: the number of an event and its time. */
export interface Moment {
  readonly n: number
  readonly t: number
}

/** Holds from the event `from` until just before the event `to`; `to` is null for a span that never ended. */
export interface EventSpan {
  readonly from: Moment
  readonly to: Moment | null
}

export interface ValueAt<T> extends Moment {
  readonly value: T
}

export type NodePhase = 'starting' | 'running' | 'paused' | 'exited' | 'failed'

export interface LifeSpan extends EventSpan {
  readonly state: NodePhase
  /** `exit code 1`, or the reason of a failure; else empty. */
  readonly detail: string
}

export interface ReservationSpan extends EventSpan {
  readonly peer: string
  readonly relay: string
  /** The sides that know of it. Others can reach the peer through the relay only when both do. */
  readonly known: 'both' | 'relay' | 'peer'
}

export interface ReservationMark extends Moment {
  readonly relay: string
  readonly what: 'renewed' | 'refused' | 'lost'
}

export interface ConnectionSpan extends EventSpan {
  readonly opened: ConnectionOpened
}

export interface NodeModel {
  readonly name: string
  readonly kind: NodePlan['kind'] | 'unknown'
  readonly life: LifeSpan[]
  /** Reservations of the node as a peer; those on a relay belong to its peers. */
  readonly reservations: ReservationSpan[]
  readonly marks: ReservationMark[]
  readonly connections: ConnectionSpan[]
  readonly addresses: ValueAt<readonly string[]>[]
  readonly nat: ValueAt<NatBelief | null>[]
}

export interface ReportModel {
  /** Time of the last event. */
  readonly duration: number
  /** Nodes in the order of the plan, then nodes that only the log has. */
  readonly nodes: readonly NodeModel[]
  /** All probe results by pair, in order. */
  readonly probes: ReadonlyMap<string, readonly ProbeEvent[]>
}

export function reportModel(plan: Plan, events: readonly TopoEvent[]): ReportModel {
  const builder = new ModelBuilder(plan)
  for (const event of events) builder.push(event)
  return builder.end()
}

interface Held extends Moment {
  readonly known: ReservationSpan['known'] | null
}

interface Book {
  readonly books: ReservationBooks
  held: Held
}

class ModelBuilder {
  readonly #nodes = new Map<string, NodeModel>()
  readonly #connections = new OpenConnections()
  readonly #beliefs = new NatBeliefs()
  /** By peer, and then by relay. */
  readonly #books = new Map<string, Map<string, Book>>()
  readonly #booksOf = new Map<string, Set<Book>>()
  readonly #probes = new Map<string, ProbeEvent[]>()
  /** The lists of `#probes`, by both names: a key of both for each event would take longer. */
  readonly #answers = new Map<string, Map<string, ProbeEvent[]>>()
  #duration = 0

  constructor(plan: Plan) {
    for (const { name, kind } of plan.nodes) this.#nodes.set(name, emptyNode(name, kind))
  }

  push(event: TopoEvent): void {
    this.#duration = event.t
    if (event.kind === 'probe') {
      const answers = this.#answers.get(event.from)?.get(event.to) ?? this.#openPair(event)
      answers.push(event)
      return
    }
    if (!('node' in event)) return
    const node = this.#node(event.node)
    this.#live(node, event)
    this.#connect(event)
    this.#reserve(event)
    const advertised = advertisedAfter(event)
    if (advertised !== null) node.addresses.push({ n: event.n, t: event.t, value: advertised })
    if (this.#beliefs.push(event))
      node.nat.push({ n: event.n, t: event.t, value: this.#beliefs.of(node.name) })
  }

  end(): ReportModel {
    for (const node of this.#nodes.values()) {
      for (const opened of this.#connections.of(node.name)) node.connections.push(spanOf(opened, null))
      node.connections.sort((a, b) => a.from.n - b.from.n)
    }
    for (const byRelay of this.#books.values())
      for (const book of byRelay.values()) this.#endReservation(book, null)
    return { duration: this.#duration, nodes: [...this.#nodes.values()], probes: this.#probes }
  }

  #live(node: NodeModel, event: TopoEvent): void {
    const next = lifeAfter(event)
    if (next === null) return
    const from = { n: event.n, t: event.t }
    const last = node.life.at(-1)
    // A failed process stays failed when it exits.
    if (last?.state === 'failed' && next.state === 'exited') return
    if (last !== undefined) node.life[node.life.length - 1] = { ...last, to: from }
    node.life.push({ from, to: null, ...next })
  }

  #connect(event: TopoEvent): void {
    const to = { n: event.n, t: event.t }
    for (const opened of this.#connections.push(event) ?? []) {
      this.#node(opened.node).connections.push(spanOf(opened, to))
    }
  }

  #reserve(event: TopoEvent): void {
    switch (event.kind) {
      case 'relay-reservation':
        this.#book(event.peer, event.node, event)
        break
      case 'reservation-made':
      case 'reservation-failed':
      case 'reservation-lost':
        this.#book(event.node, event.relay, event)
        break
      case 'node-exited':
        for (const { books } of this.#booksOf.get(event.node) ?? [])
          this.#book(books.peer, books.relay, event)
    }
  }

  #book(peer: string, relay: string, event: TopoEvent): void {
    const book = this.#books.get(peer)?.get(relay) ?? this.#openBook(peer, relay)
    book.books.push(event)
    const mark = markOf(event)
    if (mark !== null) this.#node(peer).marks.push({ n: event.n, t: event.t, relay, what: mark })
    const known = knownBy(book.books)
    if (known === book.held.known) return
    const at = { n: event.n, t: event.t }
    this.#endReservation(book, at)
    book.held = { ...at, known }
  }

  #openPair(pair: ProbeEvent): ProbeEvent[] {
    const answers: ProbeEvent[] = []
    this.#probes.set(keyOf(pair), answers)
    const ofSource = this.#answers.get(pair.from) ?? new Map<string, ProbeEvent[]>()
    this.#answers.set(pair.from, ofSource.set(pair.to, answers))
    return answers
  }

  #openBook(peer: string, relay: string): Book {
    const book: Book = { books: new ReservationBooks(peer, relay), held: { n: 0, t: 0, known: null } }
    this.#books.set(peer, (this.#books.get(peer) ?? new Map<string, Book>()).set(relay, book))
    for (const name of [peer, relay])
      this.#booksOf.set(name, (this.#booksOf.get(name) ?? new Set<Book>()).add(book))
    return book
  }

  #endReservation({ books: { peer, relay }, held }: Book, to: Moment | null): void {
    const { n, t, known } = held
    if (known !== null) this.#node(peer).reservations.push({ from: { n, t }, to, peer, relay, known })
  }

  #node(name: string): NodeModel {
    const known = this.#nodes.get(name)
    if (known !== undefined) return known
    const node = emptyNode(name, 'unknown')
    this.#nodes.set(name, node)
    return node
  }
}

function emptyNode(name: string, kind: NodeModel['kind']): NodeModel {
  return { name, kind, life: [], reservations: [], marks: [], connections: [], addresses: [], nat: [] }
}

function spanOf(opened: ConnectionOpened, to: Moment | null): ConnectionSpan {
  return { from: { n: opened.n, t: opened.t }, to, opened }
}

function knownBy({ held, atRelay, atPeer }: ReservationBooks): ReservationSpan['known'] | null {
  if (held) return 'both'
  if (atRelay) return 'relay'
  return atPeer ? 'peer' : null
}

function markOf(event: TopoEvent): ReservationMark['what'] | null {
  switch (event.kind) {
    case 'reservation-made':
      return event.renewal ? 'renewed' : null
    case 'reservation-lost':
      return 'lost'
    case 'relay-reservation':
      return event.outcome === 'refused' ? 'refused' : null
    default:
      return null
  }
}

function lifeAfter(event: TopoEvent): Pick<LifeSpan, 'state' | 'detail'> | null {
  if (event.kind === 'node-starting') return { state: 'starting', detail: '' }
  if (event.kind === 'node-failed') return { state: 'failed', detail: event.reason }
  const after = processStateAfter(event)
  if (after === null || after.is === 'waiting') return null
  const detail = after.is === 'exited' ? (after.signal ?? `exit code ${after.code}`) : ''
  return { state: after.is, detail }
}
