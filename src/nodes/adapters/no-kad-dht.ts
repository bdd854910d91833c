/** In the place of @libp2p/kad-dht, for a folder that has libp2p and not this. */
import { unsupported } from '../host/unsupported.ts'

export function kadDHT() {
  unsupported('Kademlia')
  return () => ({})
}

export function passthroughMapper(peer: object): object {
  return peer
}
