import type { AutoNatVersion } from './autonat-version.ts'
import type { RefusalRule } from './boot-node-config.ts'
import type { HostFeatures, KadConfig } from './host-features.ts'
import type { InboundLimits } from './inbound.ts'
import type { Libp2pSettings } from './libp2p-settings.ts'
import type { RelayConfig } from './relay-config.ts'
import type { RendezvousConfig } from './rendezvous-config.ts'

/** Reactions to a lost reservation: that of plain libp2p, topo's reference client, and Calimero's production client. */
export const recoveryNames = ['none', 'relisten', 'calimero'] as const
export type RecoveryName = (typeof recoveryNames)[number]

export interface PeerConfig extends HostFeatures {
  /** Seed of the Ed25519 identity, 32 bytes in hex. */
  readonly identity: string
  /** Multiaddrs to listen on directly. */
  readonly listen: readonly string[]
  /** Multiaddrs of the relays on which it holds a reservation. */
  readonly relays: readonly string[]
  /** Number of relays that it finds among its connections to hold a reservation on. */
  readonly discoverRelays: number
  readonly recovery: RecoveryName
  /** It dials the peers that it is introduced to once only. */
  readonly connectOnce: boolean
  readonly inbound: InboundLimits
  /** The topology's own settings; they override all others. */
  readonly libp2pOptions: Libp2pSettings
  /** Forwarded ports that its router tells it by UPnP. They may be false; AutoNAT finds out. */
  readonly mappings: readonly PortMapping[]
  /** Version of AutoNAT, as a client and as a server. */
  readonly autonat: AutoNatVersion
  /** It upgrades relayed connections to direct ones. */
  readonly dcutr: boolean
  /** Its relay; null: it does not relay. */
  readonly relay: PeerRelay | null
  readonly kad: KadConfig | null
  /** It keeps its peer store on disk. */
  readonly remembers: boolean
  /** Its rendezvous points. */
  readonly rendezvous: readonly RendezvousConfig[]
}

export interface PeerRelay {
  readonly limits: RelayConfig
  /** Reservations that it refuses from the start; null: none. */
  readonly refusal: RefusalRule | null
}

export interface PortMapping {
  readonly internal: { readonly address: string; readonly port: number }
  readonly external: { readonly address: string; readonly port: number }
}
