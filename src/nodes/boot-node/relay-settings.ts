import type { RefusalRule, RelayChange, RelayConfig } from '../../protocol/boot-node-config.ts'
import type { ReservationStore } from './relay-server.ts'
import { type RateLimiters, rateLimiters } from './token-buckets.ts'

/** What a relay goes by now: it can change while the relay runs. */
export class RelaySettings {
  readonly #store: ReservationStore
  limits: RelayConfig
  refusal: RefusalRule | null
  reservationRate: RateLimiters
  circuitRate: RateLimiters

  constructor(store: ReservationStore, limits: RelayConfig, refusal: RefusalRule | null) {
    this.#store = store
    this.limits = limits
    this.refusal = refusal
    this.reservationRate = rateLimiters(limits.reservationRateLimiters)
    this.circuitRate = rateLimiters(limits.circuitSrcRateLimiters)
    this.#tellStore()
  }

  /**
   * Circuits that are open keep the limits that they were opened with, reservations their time. Limiters that change
   * start with full buckets.
   */
  change({ limits = {}, refusal = this.refusal }: RelayChange): void {
    this.limits = { ...this.limits, ...limits }
    this.refusal = refusal
    if (limits.reservationRateLimiters !== undefined)
      this.reservationRate = rateLimiters(limits.reservationRateLimiters)
    if (limits.circuitSrcRateLimiters !== undefined)
      this.circuitRate = rateLimiters(limits.circuitSrcRateLimiters)
    this.#tellStore()
  }

  #tellStore(): void {
    const { reservationDuration, maxCircuitDuration, maxCircuitBytes } = this.limits
    // How many are too many is decided before the store is asked: it would turn down those who only renew.
    this.#store.maxReservations = Number.POSITIVE_INFINITY
    this.#store.reservationTtl = reservationDuration
    this.#store.defaultDurationLimit = maxCircuitDuration
    this.#store.defaultDataLimit = BigInt(maxCircuitBytes)
    for (const reservation of this.#store.reservations.values()) {
      reservation.limit = { data: BigInt(maxCircuitBytes), duration: maxCircuitDuration }
    }
  }
}

export function reachesLimit(count: number, limit: number | null): boolean {
  return limit !== null && count >= limit
}
