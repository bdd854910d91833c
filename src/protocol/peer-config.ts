import type { AutoNatVersion } from './autonat-version.ts'
import type { InboundLimits } from './inbound.ts'
import type { Libp2pSettings } from './libp2p-settings.ts'
import type { RendezvousConfig } from './rendezvous-config.ts'

export interface PeerConfig {
  /** Seed of the Ed25519 identity, 32 bytes in hex. */
  readonly identity: string
  /** Multiaddrs to listen on directly. */
  readonly listen: readonly string[]
  /** Multiaddrs of the relays to hold a reservation on. */
  readonly relays: readonly string[]
  /** On how many relays it holds a reservation that it finds itself, among those that it is connected to. */
  readonly discoverRelays: number
  /** What it does about a reservation that is lost: nothing, as libp2p comes, or listen through the relay again. */
  readonly recovery: 'none' | 'relisten'
  readonly inbound: InboundLimits
  /** Settings that a topology may vary; they override all others. */
  readonly libp2pOptions: Libp2pSettings
  /** What its router has told it of forwarded ports, as UPnP does; true or not, AutoNAT finds out. */
  readonly mappings: readonly PortMapping[]
  /** How it asks others, and answers them, whether an address can be dialled. */
  readonly autonat: AutoNatVersion
  /** Whether it upgrades relayed connections to direct ones. */
  readonly dcutr: boolean
  /** Where it meets others. */
  readonly rendezvous: readonly RendezvousConfig[]
}

export interface PortMapping {
  readonly internal: { readonly address: string; readonly port: number }
  readonly external: { readonly address: string; readonly port: number }
}
