/** A peer discovery service of libp2p that finds the peers that the runner names. libp2p remembers their addresses. */
import { peerDiscoverySymbol } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'

export class PeerFinder extends EventTarget {
  readonly [peerDiscoverySymbol] = this

  find(peerId: string, addresses: readonly string[]): void {
    if (addresses.length === 0) return
    const detail = { id: peerIdFromString(peerId), multiaddrs: addresses.map((one) => multiaddr(one)) }
    this.dispatchEvent(new CustomEvent('peer', { detail }))
  }
}
