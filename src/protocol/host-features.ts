/** Features of the libp2p host of a peer or boot-node. */
export interface HostFeatures {
  /** Multiaddrs to advertise in place of its listen addresses; empty: its listen addresses. */
  readonly announce: readonly string[]
  /** Multiaddrs to advertise beside the others. */
  readonly appendAnnounce: readonly string[]
  /** It dials and accepts WebSockets beside TCP. */
  readonly webSockets: boolean
  /** Protocols that encrypt its connections, the preferred one first. */
  readonly encryption: readonly Encryption[]
  /** Pre-shared key of its private network, 32 bytes in hex; null: none. */
  readonly preSharedKey: string | null
}

export type Encryption = 'noise' | 'tls'

/** The Kademlia service of a host. */
export interface KadConfig {
  /** Such as `/ipfs/kad/1.0.0`. */
  readonly protocol: string
  /** `auto`: a server while it has addresses that others can dial, as libp2p decides. */
  readonly mode: 'auto' | 'client' | 'server'
}

export const plainFeatures: HostFeatures = {
  announce: [],
  appendAnnounce: [],
  webSockets: false,
  encryption: ['noise'],
  preSharedKey: null,
}
