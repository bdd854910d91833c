import type { AutoNatVersion } from './autonat-version.ts'
import type { InboundLimits } from './inbound.ts'
import type { Libp2pSettings } from './libp2p-settings.ts'
import type { ProfileName } from './profiles.ts'
import type { RegistrationLimits } from './rendezvous-config.ts'

/**
 * Limits of the relay. The names are those of rust-libp2p's `relay::Config` in camelCase; null is no limit. Times are
 * milliseconds.
 */
export interface RelayConfig {
  /** Reservations that the relay holds at most. */
  readonly maxReservations: number | null
  /** Reservations that one peer holds at most, over different connections. */
  readonly maxReservationsPerPeer: number | null
  /** How long a reservation lasts. */
  readonly reservationDuration: number
  /** How often reservations are granted; each limiter must agree. */
  readonly reservationRateLimiters: readonly RateLimit[]
  /** Circuits that are open at a time. */
  readonly maxCircuits: number | null
  /** Circuits of one peer that are open at a time, whichever end it is. */
  readonly maxCircuitsPerPeer: number | null
  /** How long a circuit may stay open. */
  readonly maxCircuitDuration: number
  /** Bytes that a circuit may carry, both directions together. */
  readonly maxCircuitBytes: number
  /** How often the source of a circuit is granted one; each limiter must agree. */
  readonly circuitSrcRateLimiters: readonly RateLimit[]
}

/** A bucket of `limit` tokens for each peer or IP address, into which one falls every `interval`. */
export interface RateLimit {
  readonly per: 'peer' | 'ip'
  readonly limit: number
  /** Milliseconds. */
  readonly interval: number
}

/** The services of a boot-node besides its relay. */
export interface ServicesConfig {
  /** Limits of the rendezvous point; null: it is none. */
  readonly rendezvous: RegistrationLimits | null
  /** The Kademlia protocol for which it is a server, such as `/ipfs/kad/1.0.0`; null: none. */
  readonly kad: string | null
  /** Where it tells Prometheus its metrics; null: nowhere. */
  readonly metrics: MetricsConfig | null
}

export interface MetricsConfig {
  /** The IP address to listen on. */
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
}

export interface BootNodeConfig {
  /** Seed of the Ed25519 identity, 32 bytes in hex. */
  readonly identity: string
  /** Multiaddrs to listen on. */
  readonly listen: readonly string[]
  /** Whose relay it stands for, where the limits alone do not say it. */
  readonly profile: ProfileName
  readonly relay: RelayConfig
  readonly inbound: InboundLimits
  /** Settings that a topology may vary; they override all others. */
  readonly libp2pOptions: Libp2pSettings
  /** How it answers others who ask whether an address can be dialled, and asks itself. */
  readonly autonat: readonly AutoNatVersion[]
  /** Multiaddrs to advertise instead of those that it listens on; none: those. */
  readonly announce: readonly string[]
  /** The reservations that it refuses from the start, or null. */
  readonly refusal: RefusalRule | null
  readonly services: ServicesConfig
}

/** Which reservations the relay refuses, and how. */
export interface RefusalRule {
  readonly status: 'RESERVATION_REFUSED' | 'RESOURCE_LIMIT_EXCEEDED' | 'PERMISSION_DENIED'
  /** Peer ids, or null for everybody. */
  readonly peers: readonly string[] | null
  readonly which: 'new' | 'renewals' | 'all'
}

/** What can be changed of a relay that runs; what is left out stays. */
export interface RelayChange {
  readonly limits?: Partial<RelayConfig>
  /** null lifts the rule. */
  readonly refusal?: RefusalRule | null
}
