/** Replaces @libp2p/kad-dht in a folder that lacks it. */
import { unsupported } from '../host/unsupported.ts'

export function kadDHT() {
  unsupported('Kademlia')
  return () => ({})
}

export function passthroughMapper(peer: object): object {
  return peer
}
