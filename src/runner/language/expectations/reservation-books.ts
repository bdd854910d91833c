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

/** The nodes whose reports count. */
type Teller = 'both' | 'peer' | 'relay'

/** One reservation, as relay and peer each report it. */
export class ReservationBooks {
  readonly peer: string
  readonly relay: string
  /** Number of reservations at the relay: some relays keep one for each connection. */
  #reservations = 0
  atPeer = false
  refusal: string | null = null
  renewals = 0
  readonly gaps = new Gaps()
  last: { readonly reason: string; readonly evidence: number } = { reason: '', evidence: 0 }

  readonly #accordingTo: Teller

  constructor(peer: string, relay: string, accordingTo: Teller = 'both') {
    this.#accordingTo = accordingTo
    this.peer = peer
    this.relay = relay
    this.#note(`${peer} has not asked ${relay} for a reservation`, 0)
  }

  get atRelay(): boolean {
    return this.#reservations > 0
  }

  /** True if every side that counts has it. If both count, the relay can relay to the peer. */
  get held(): boolean {
    const { atRelay, atPeer } = this
    return (atRelay || this.#accordingTo === 'peer') && (atPeer || this.#accordingTo === 'relay')
  }

  push(event: TopoEvent): void {
    this.#take(event)
    this.gaps.push(this.held, event.t)
  }

  #take(event: TopoEvent): void {
    switch (event.kind) {
      case 'relay-reservation':
        if (event.node === this.relay && event.peer === this.peer) this.#atRelay(event)
        break
      case 'reservation-made':
        if (event.node !== this.peer || event.relay !== this.relay) break
        this.atPeer = true
        if (event.renewal) this.renewals += 1
        break
      case 'reservation-lost':
      case 'reservation-failed':
        if (event.node !== this.peer || event.relay !== this.relay) break
        this.atPeer = false
        if (event.kind === 'reservation-lost' || this.refusal === null) {
          this.#note(`${this.peer} lost it (${event.reason})`, event.n, event.t)
        }
        break
      case 'node-exited':
        if (event.node === this.relay) {
          this.#reservations = 0
          this.#note(`${this.relay} ended, and its reservations with it`, event.n, event.t)
        }
        if (event.node === this.peer) {
          this.atPeer = false
          this.#note(`${this.peer} ended`, event.n, event.t)
        }
        break
    }
  }

  #atRelay(event: Extract<TopoEvent, { kind: 'relay-reservation' }>): void {
    switch (event.outcome) {
      case 'accepted':
      case 'renewed':
        if (this.#accordingTo === 'relay' && event.outcome === 'renewed') this.renewals += 1
        this.#reservations = Math.max(this.#reservations + (event.outcome === 'accepted' ? 1 : 0), 1)
        this.refusal = null
        this.#note(`${this.relay} ${event.outcome} it`, event.n, event.t)
        break
      case 'refused':
        this.refusal = event.status
        this.#note(`${this.relay} refused it with ${event.status}`, event.n, event.t)
        break
      case 'expired':
        this.#reservations = Math.max(this.#reservations - 1, 0)
        this.#note(`it expired at ${this.relay}`, event.n, event.t)
        break
      case 'disconnected':
        this.#reservations = Math.max(this.#reservations - 1, 0)
        this.#note(`it ended at ${this.relay} with its connection`, event.n, event.t)
        break
      case 'dropped':
        this.#reservations = 0
        this.#note(`${this.relay} dropped it`, event.n, event.t)
        break
    }
  }

  #note(reason: string, evidence: number, at?: number): void {
    this.last = { reason: at === undefined ? reason : `${reason} at ${formatClock(at)}`, evidence }
  }
}
