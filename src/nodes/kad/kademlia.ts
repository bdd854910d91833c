import type { KadConfig } from '../../protocol/host-features.ts'

/** Returns the Kademlia service of a host. It keeps private addresses, since the node may be in a private network. */
export async function kademlia({ protocol, mode }: KadConfig) {
  const { kadDHT, passthroughMapper } = await import('@libp2p/kad-dht')
  return kadDHT({
    protocol,
    peerInfoMapper: passthroughMapper,
    ...(mode !== 'auto' && { clientMode: mode === 'client' }),
  })
}
