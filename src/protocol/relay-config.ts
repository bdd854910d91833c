/**
 * Limits of the relay. The names are those of rust-libp2p's `relay::Config` in camelCase; null is no limit. Times are
 * milliseconds.
 */
export interface RelayConfig {
  /** Maximum number of reservations that the relay holds. */
  readonly maxReservations: number | null
  /** Maximum number of reservations of one peer, over different connections. */
  readonly maxReservationsPerPeer: number | null
  /** Lifetime of a reservation. */
  readonly reservationDuration: number
  /** Limits on the rate of reservations; each limiter must agree. */
  readonly reservationRateLimiters: readonly RateLimit[]
  /** Maximum number of open circuits. */
  readonly maxCircuits: number | null
  /** Maximum number of open circuits of one peer, at either end. */
  readonly maxCircuitsPerPeer: number | null
  /** Maximum lifetime of a circuit. */
  readonly maxCircuitDuration: number | null
  /** Maximum number of bytes of a circuit, both directions together. */
  readonly maxCircuitBytes: number | null
  /** Limits on the rate of circuits of a source; each limiter must agree. */
  readonly circuitSrcRateLimiters: readonly RateLimit[]
}

/** A token bucket for each peer or IP address: it holds `limit` tokens and gains one every `interval`. */
export interface RateLimit {
  readonly per: 'peer' | 'ip'
  readonly limit: number
  /** Milliseconds. */
  readonly interval: number
}
