import type { AutoNatVersion } from '../autonat.ts'
import type { InboundLimits } from '../host.ts'
import type { ServicesConfig } from './services.ts'

/** Limits of the relay. The names are those of rust-libp2p's `relay::Config` in camelCase. */
export interface RelayConfig {
  /** How long a reservation lasts, in milliseconds. */
  readonly reservationDuration: number
  /** Reservations that the relay holds at most. */
  readonly maxReservations: number
  /** How long a circuit may stay open, in milliseconds. */
  readonly maxCircuitDuration: number
  /** Bytes that a circuit may carry, both directions together. */
  readonly maxCircuitBytes: number
}

export interface BootNodeConfig {
  /** Seed of the Ed25519 identity, 32 bytes in hex. */
  readonly identity: string
  /** Multiaddrs to listen on. */
  readonly listen: readonly string[]
  readonly relay: RelayConfig
  readonly inbound: InboundLimits
  /** How it answers others who ask whether an address can be dialled, and asks itself. */
  readonly autonat: AutoNatVersion
  /** Multiaddrs to advertise instead of those that it listens on; none: those. */
  readonly announce: readonly string[]
  readonly services: ServicesConfig
}

/** Which reservations the relay refuses, and how. */
export interface RefusalRule {
  readonly status: 'RESERVATION_REFUSED' | 'RESOURCE_LIMIT_EXCEEDED' | 'PERMISSION_DENIED'
  /** Peer ids, or null for everybody. */
  readonly peers: readonly string[] | null
  readonly which: 'new' | 'renewals' | 'all'
}
