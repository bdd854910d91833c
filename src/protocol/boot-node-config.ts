import type { AutoNatVersion } from './autonat-version.ts'
import type { HostFeatures } from './host-features.ts'
import type { InboundLimits } from './inbound.ts'
import type { Libp2pSettings } from './libp2p-settings.ts'
import type { ProfileName } from './profiles.ts'
import type { RelayConfig } from './relay-config.ts'
import type { RegistrationLimits } from './rendezvous-config.ts'

/** The services of a boot-node besides its relay. */
export interface ServicesConfig {
  /** Limits of the rendezvous point; null: it is not one. */
  readonly rendezvous: RegistrationLimits | null
  /** The Kademlia protocol that it serves, such as `/ipfs/kad/1.0.0`; null: none. */
  readonly kad: string | null
  /** Endpoint of its metrics for Prometheus; null: none. */
  readonly metrics: MetricsConfig | null
}

export interface MetricsConfig {
  /** The IP address to listen on. */
  readonly host: string
  /** 0: any free port. */
  readonly port: number
}

export interface BootNodeConfig extends HostFeatures {
  /** Seed of the Ed25519 identity, 32 bytes in hex. */
  readonly identity: string
  /** Multiaddrs to listen on. */
  readonly listen: readonly string[]
  /** Profile whose relay rules it follows, where the limits do not decide. */
  readonly profile: ProfileName
  readonly relay: RelayConfig
  /** False: it does not relay at all. */
  readonly relaying: boolean
  readonly inbound: InboundLimits
  /** The topology's own settings; they override all others. */
  readonly libp2pOptions: Libp2pSettings
  /** Versions of AutoNAT, as a server and as a client. */
  readonly autonat: readonly AutoNatVersion[]
  /** Reservations that it refuses from the start; null: none. */
  readonly refusal: RefusalRule | null
  readonly services: ServicesConfig
}

/** Rule for the reservations that the relay refuses. */
export interface RefusalRule {
  readonly status: 'RESERVATION_REFUSED' | 'RESOURCE_LIMIT_EXCEEDED' | 'PERMISSION_DENIED'
  /** Peer ids; null: all peers. */
  readonly peers: readonly string[] | null
  readonly which: 'new' | 'renewals' | 'all'
}

/** A change to a running relay; absent fields stay as they are. */
export interface RelayChange {
  readonly limits?: Partial<RelayConfig>
  /** null lifts the rule. */
  readonly refusal?: RefusalRule | null
}
