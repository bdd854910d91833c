import type { AutoNatVersion } from './autonat-version.ts'
import type { InboundLimits } from './inbound.ts'
import type { Libp2pSettings } from './libp2p-settings.ts'
import type { RendezvousConfig } from './rendezvous-config.ts'

export interface PeerConfig {
  /** Seed of the Ed25519 identity, 32 bytes in hex. */
  readonly identity: string
  /** Multiaddrs to listen on directly. */
  readonly listen: readonly string[]
  /** Multiaddrs of the relays on which it holds a reservation. */
  readonly relays: readonly string[]
  /** Number of relays that it finds among its connections to hold a reservation on. */
  readonly discoverRelays: number
  /** Reaction to a lost reservation: none, as in plain libp2p, or to listen through the relay again. */
  readonly recovery: 'none' | 'relisten'
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
  /** Its rendezvous points. */
  readonly rendezvous: readonly RendezvousConfig[]
}

export interface PortMapping {
  readonly internal: { readonly address: string; readonly port: number }
  readonly external: { readonly address: string; readonly port: number }
}
