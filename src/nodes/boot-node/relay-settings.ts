import type { RefusalRule, RelayChange } from '../../protocol/boot-node-config.ts'
import type { RelayConfig } from '../../protocol/relay-config.ts'
import type { CircuitLimit, ReservationStore } from './relay-server.ts'
import { type RateLimiters, rateLimiters } from './token-buckets.ts'

/** The settings by which a relay decides about a request. */
export type RelayRulings = Pick<RelaySettings, 'limits' | 'refusal' | 'reservationRate' | 'circuitRate'>

/** The current settings of a relay, which can change while it runs. */
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
   * Open circuits keep their limits, and reservations their expiry. Changed limiters
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
    // The limit is checked before the store is asked, since the store would refuse renewals too.
    this.#store.maxReservations = Number.POSITIVE_INFINITY
    this.#store.reservationTtl = reservationDuration
    const limit: CircuitLimit = {
      data: maxCircuitBytes === null ? undefined : BigInt(maxCircuitBytes),
      duration: maxCircuitDuration ?? undefined,
    }
    // Without any limit the relay grants connections that are not limited ones.
    const applies = limit.data !== undefined || limit.duration !== undefined
    this.#store.applyDefaultLimit = applies
    this.#store.defaultDurationLimit = limit.duration
    this.#store.defaultDataLimit = limit.data
    for (const reservation of this.#store.reservations.values()) {
      reservation.limit = applies ? limit : undefined
    }
  }
}

export function reachesLimit(count: number, limit: number | null): boolean {
  return limit !== null && count >= limit
}
