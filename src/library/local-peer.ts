import { plainFeatures } from '../protocol/host-features.ts'
import { manyFromOneAddress } from '../protocol/inbound.ts'
import type { PeerConfig } from '../protocol/peer-config.ts'

/** Returns the configuration of a peer on this machine, with every feature off except those in `own`. */
export function localPeer(own: Pick<PeerConfig, 'identity'> & Partial<PeerConfig>): PeerConfig {
  return {
    listen: ['/ip4/127.0.0.1/tcp/0'],
    relays: [],
    discoverRelays: 0,
    recovery: 'none',
    connectOnce: false,
    inbound: manyFromOneAddress,
    libp2pOptions: {},
    mappings: [],
    autonat: 'off',
    dcutr: false,
    rendezvous: [],
    ...plainFeatures,
    relay: null,
    kad: null,
    remembers: false,
    ...own,
  }
}
