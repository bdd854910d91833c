import { manyFromOneAddress } from '../protocol/inbound.ts'
import type { PeerConfig } from '../protocol/peer-config.ts'

/** A peer among others of this machine that does nothing but what is said of it. */
export function localPeer(own: Pick<PeerConfig, 'identity'> & Partial<PeerConfig>): PeerConfig {
  return {
    listen: ['/ip4/127.0.0.1/tcp/0'],
    relays: [],
    discoverRelays: 0,
    recovery: 'none',
    inbound: manyFromOneAddress,
    libp2pOptions: {},
    mappings: [],
    autonat: 'off',
    dcutr: false,
    rendezvous: [],
    ...own,
  }
}
