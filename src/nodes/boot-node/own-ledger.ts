/**
 * A ledger with its own timers beside the store of js-libp2p, whose timers are faulty: the second renewal does not
 * stop the timer of the first, so that a reservation that was renewed twice ends too early
 * (https://github.com/achingbrain/retimeable-signal), and the circuits to its holder end with it. Here every renewal is
 * a new entry in the store, whose timer is stopped at once; the entry goes when the last reservation of its peer does.
 */
import type { PeerId } from '@libp2p/interface'
import type { RelayRules } from '../../protocol/profiles.ts'
import type { Claim, Ended, Ledger } from './ledger.ts'
import type { HopAnswer, Printable, ReservationStore } from './relay-server.ts'

/** Holder of a reservation -> the timer that ends it. */
type Held = Map<string, NodeJS.Timeout>

export class OwnLedger implements Ledger {
  readonly #store: ReservationStore
  readonly #rules: RelayRules
  readonly #ended: Ended
  readonly #reserve: ReservationStore['reserve']
  readonly #remove: ReservationStore['removeReservation']
  readonly #peers = new Map<string, Held>()

  constructor(store: ReservationStore, rules: RelayRules, ended: Ended) {
    this.#store = store
    this.#rules = rules
    this.#ended = ended
    this.#reserve = store.reserve.bind(store)
    this.#remove = store.removeReservation.bind(store)
    // The server takes a reservation back when it could not send its answer.
    store.removeReservation = (peer) => {
      if (this.drop(peer) > 0) ended(peer, 'disconnected')
    }
  }

  get size(): number {
    return [...this.#peers.values()].reduce((sum, held) => sum + held.size, 0)
  }

  holds({ peer, address }: Claim): boolean {
    return this.#of(peer).has(this.#keyOf(address))
  }

  countOf(peer: PeerId): number {
    return this.#of(peer).size
  }

  grant({ peer, address, rest }: Claim): HopAnswer {
    const { reservations } = this.#store
    reservations.delete(peer)
    const answer = this.#reserve(peer, address, ...rest)
    if (answer.status !== 'OK') return answer
    this.#store.get(peer)?.signal?.clear?.()
    const key = this.#keyOf(address)
    const held = this.#of(peer)
    clearTimeout(held.get(key))
    const timer = setTimeout(() => this.#end(peer, key, 'expired'), this.#store.reservationTtl)
    timer.unref()
    this.#peers.set(peer.toString(), held.set(key, timer))
    return answer
  }

  drop(peer: PeerId): number {
    const held = this.#of(peer)
    for (const timer of held.values()) clearTimeout(timer)
    this.#peers.delete(peer.toString())
    this.#remove(peer)
    return held.size
  }

  disconnected(peer: PeerId, remaining: readonly Printable[]): void {
    if (!this.#rules.endsWithConnection) return
    const alive = new Set(remaining.map((address) => this.#keyOf(address)))
    for (const key of [...this.#of(peer).keys()]) {
      if (!alive.has(key)) this.#end(peer, key, 'disconnected')
    }
  }

  stop(): void {
    for (const held of this.#peers.values()) for (const timer of held.values()) clearTimeout(timer)
  }

  #end(peer: PeerId, key: string, how: Parameters<Ended>[1]): void {
    const held = this.#of(peer)
    clearTimeout(held.get(key))
    held.delete(key)
    if (held.size === 0) {
      this.#peers.delete(peer.toString())
      this.#remove(peer)
    }
    this.#ended(peer, how)
  }

  #of(peer: PeerId): Held {
    return this.#peers.get(peer.toString()) ?? new Map()
  }

  #keyOf(address: Printable): string {
    return this.#rules.reservationOf === 'connection' ? address.toString() : 'any connection'
  }
}
