import type { EventKind, TopoEvent } from '../../../events/event.ts'
import { formatClock } from '../values/format-clock.ts'
import { Gaps } from './gaps.ts'

/** Events that can change the reservation at the relay or at the peer. */
export const bookedEvents: ReadonlySet<string> = new Set([
  'relay-reservation',
  'reservation-made',
  'reservation-lost',
  'reservation-failed',
  'node-exited',
] satisfies EventKind[])

/** News, and the numbers of their events. */
export interface Explanation {
  readonly reason: string
  readonly evidence: readonly number[]
}

/** The nodes whose reports count. */
type TellingSide = 'both' | 'peer' | 'relay'

/** The latest news of one side. State and reason are one value, so that neither changes without the other. */
interface BookSide {
  readonly has: boolean
  readonly reason: string
  /** Number of the event; 0: the side has not said anything. */
  readonly n: number
}

interface RelaySide extends BookSide {
  /** Number of reservations at the relay: some relays keep one for each connection. */
  readonly reservations: number
  /** Status of the relay's last answer, if it was a refusal. */
  readonly refusal: string | null
}

/** One reservation, as relay and peer each report it. */
export class ReservationBooks {
  readonly peer: string
  readonly relay: string
  renewals = 0
  readonly gaps = new Gaps()
  readonly #accordingTo: TellingSide
  #atRelay: RelaySide
  #atPeer: BookSide

  constructor(peer: string, relay: string, accordingTo: TellingSide = 'both') {
    this.#accordingTo = accordingTo
    this.peer = peer
    this.relay = relay
    const nothing = { has: false, reason: `${peer} has not asked ${relay} for a reservation`, n: 0 }
    this.#atPeer = nothing
    this.#atRelay = { ...nothing, reservations: 0, refusal: null }
  }

  get atRelay(): boolean {
    return this.#atRelay.has
  }

  get atPeer(): boolean {
    return this.#atPeer.has
  }

  get refusal(): string | null {
    return this.#atRelay.refusal
  }

  /** True: both sides have it, so that the relay can relay to the peer. A side that does not count is believed. */
  get held(): boolean {
    const { atRelay, atPeer } = this
    return (atRelay || this.#accordingTo === 'peer') && (atPeer || this.#accordingTo === 'relay')
  }

  /** The relay's latest news, which explain a refusal. */
  get answer(): Explanation {
    const { reason, n } = this.#atRelay
    return { reason, evidence: n === 0 ? [] : [n] }
  }

  /** The news that explain the state, and the numbers of their events. */
  get last(): Explanation {
    const sides = {
      both: [this.#atRelay, this.#atPeer],
      peer: [this.#atPeer],
      relay: [this.#atRelay],
    }[this.#accordingTo]
    const evidence = [...new Set(sides.map(({ n }) => n))].filter((n) => n > 0).sort((a, b) => a - b)
    return { reason: this.#reason(sides), evidence }
  }

  /** With both sides: of a held one the relay's news, else the latest news of a side that does not have it. */
  #reason(sides: readonly BookSide[]): string {
    const without = sides.filter(({ has }) => !has)
    const silent = without.find(({ n }) => n === 0)
    const told = sides.filter(({ n }) => n > 0)
    const [first] = sides
    if (without.length === 0) return first?.reason ?? ''
    const [other] = told
    if (silent !== undefined && other?.has === true) {
      const name = silent === this.#atPeer ? this.peer : this.relay
      return `${other.reason}, but ${name} has not reported it`
    }
    const latest = without.reduce<BookSide | undefined>(
      (best, side) => (best === undefined || side.n > best.n ? side : best),
      undefined,
    )
    return latest?.reason ?? ''
  }

  push(event: TopoEvent): void {
    this.#take(event)
    this.gaps.push(this.held, event.t)
  }

  #take(event: TopoEvent): void {
    switch (event.kind) {
      case 'relay-reservation':
        if (event.node === this.relay && event.peer === this.peer) this.#decided(event)
        break
      case 'reservation-made':
        if (event.node !== this.peer || event.relay !== this.relay) break
        if (event.renewal && this.#accordingTo !== 'relay') this.renewals += 1
        this.#peerHas(true, `${this.peer} ${event.renewal ? 'renewed' : 'made'} it`, event)
        break
      case 'reservation-lost':
      case 'reservation-failed':
        if (event.node !== this.peer || event.relay !== this.relay) break
        if (event.kind === 'reservation-failed' && this.refusal !== null && this.#accordingTo !== 'peer')
          this.#atPeer = { ...this.#atPeer, has: false, reason: this.#atRelay.reason, n: event.n }
        else this.#peerHas(false, `${this.peer} lost it (${event.reason})`, event)
        break
      case 'node-exited':
        if (event.node === this.relay)
          this.#relayHas(0, `${this.relay} ended, and its reservations with it`, event)
        if (event.node === this.peer) this.#peerHas(false, `${this.peer} ended`, event)
        break
    }
  }

  /** Takes a decision of the relay. */
  #decided(event: Extract<TopoEvent, { kind: 'relay-reservation' }>): void {
    const { reservations } = this.#atRelay
    switch (event.outcome) {
      case 'accepted':
      case 'renewed':
        if (this.#accordingTo === 'relay' && event.outcome === 'renewed') this.renewals += 1
        this.#relayHas(
          Math.max(reservations + (event.outcome === 'accepted' ? 1 : 0), 1),
          `${this.relay} ${event.outcome} it`,
          event,
          null,
        )
        break
      case 'refused':
        this.#relayHas(reservations, `${this.relay} refused it with ${event.status}`, event, event.status)
        break
      case 'expired':
        this.#relayHas(Math.max(reservations - 1, 0), `it expired at ${this.relay}`, event)
        break
      case 'disconnected':
        this.#relayHas(Math.max(reservations - 1, 0), `it ended at ${this.relay} with its connection`, event)
        break
      case 'dropped':
        this.#relayHas(0, `${this.relay} dropped it`, event)
        break
    }
  }

  #relayHas(reservations: number, reason: string, { n, t }: TopoEvent, refusal = this.refusal): void {
    this.#atRelay = { has: reservations > 0, reservations, refusal, reason: at(reason, t), n }
  }

  #peerHas(has: boolean, reason: string, { n, t }: TopoEvent): void {
    this.#atPeer = { has, reason: at(reason, t), n }
  }
}

function at(reason: string, time: number): string {
  return `${reason} at ${formatClock(time)}`
}
