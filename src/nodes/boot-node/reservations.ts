/** Decides about requests for reservations: by the rule of a fault, the limits, and the rate limiters. */
import type { PeerId } from '@libp2p/interface'
import type { RelayStatus } from '../../events/event.ts'
import type { RelayRules } from '../../protocol/profiles.ts'
import type { Observe } from '../host/observe.ts'
import { type Claim, type Ledger, ledgerOfLibp2p } from './ledger.ts'
import { OwnLedger } from './own-ledger.ts'
import type { HopAnswer, Printable, ReservationStore } from './relay-server.ts'
import { type RelayRulings, reachesLimit } from './relay-settings.ts'

type ReservationOutcome = 'accepted' | 'renewed' | 'refused' | 'expired' | 'disconnected' | 'dropped'

export interface ReservationsOptions {
  readonly store: ReservationStore
  readonly rules: RelayRules
  readonly settings: RelayRulings
  readonly observe: Observe
}

export class Reservations {
  readonly #options: ReservationsOptions
  readonly #ledger: Ledger

  constructor(options: ReservationsOptions) {
    const { store, rules } = options
    this.#options = options
    const ended = (peer: PeerId, how: 'expired' | 'disconnected') => this.#tell(peer, how)
    this.#ledger = rules.asItComes ? ledgerOfLibp2p(store, ended) : new OwnLedger(store, rules, ended)
    store.reserve = (peer, address, ...rest) => this.#decide({ peer, address, rest })
  }

  /** Deletes the reservations of these peers, or of all, without telling them; returns their number. */
  drop(peers: readonly PeerId[] | null): number {
    let dropped = 0
    for (const peer of peers ?? [...this.#options.store.reservations.keys()]) {
      const count = this.#ledger.drop(peer)
      if (count > 0) this.#tell(peer, 'dropped', 'OK', true)
      dropped += count
    }
    return dropped
  }

  disconnected(peer: PeerId, remaining: readonly Printable[]): void {
    this.#ledger.disconnected(peer, remaining)
  }

  stop(): void {
    this.#ledger.stop()
  }

  #decide(claim: Claim): HopAnswer {
    const { peer } = claim
    const renewal = this.#ledger.holds(claim)
    const status = this.#ruledOut(peer, renewal)
    if (status !== null) {
      this.#tell(peer, 'refused', status, true)
      return { status }
    }
    const answer = this.#isTooMuch(claim, renewal)
      ? { status: this.#options.rules.reservationStatus }
      : this.#ledger.grant(claim)
    if (answer.status === 'OK') this.#tell(peer, renewal ? 'renewed' : 'accepted')
    else this.#tell(peer, 'refused', answer.status)
    return answer
  }

  #ruledOut(peer: PeerId, renewal: boolean): RelayStatus | null {
    const rule = this.#options.settings.refusal
    if (rule === null || (rule.peers !== null && !rule.peers.includes(peer.toString()))) return null
    return rule.which === 'all' || rule.which === (renewal ? 'renewals' : 'new') ? rule.status : null
  }

  #isTooMuch(claim: Claim, renewal: boolean): boolean {
    const { rules, settings } = this.#options
    const { maxReservations, maxReservationsPerPeer } = settings.limits
    const isFull = reachesLimit(this.#ledger.size, maxReservations)
    if (isFull && (!renewal || rules.refusesRenewalsWhenFull)) return true
    if (!renewal && reachesLimit(this.#ledger.countOf(claim.peer), maxReservationsPerPeer)) return true
    return !settings.reservationRate(claim, performance.now())
  }

  #tell(peer: PeerId, outcome: ReservationOutcome, status: RelayStatus = 'OK', byFault = false): void {
    const held = this.#ledger.size
    this.#options.observe({
      kind: 'relay-reservation',
      peer: peer.toString(),
      outcome,
      status,
      byFault,
      held,
    })
  }
}
