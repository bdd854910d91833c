/** Peer records in signed envelopes: what a peer says about its addresses, for others to pass on. */
import type { PeerId, PrivateKey } from '@libp2p/interface'
import { peerIdFromPrivateKey, peerIdFromPublicKey } from '@libp2p/peer-id'
import { PeerRecord, RecordEnvelope } from '@libp2p/peer-record'
import { multiaddr } from '@multiformats/multiaddr'

export interface SignedRecord {
  readonly peerId: PeerId
  readonly addresses: readonly string[]
}

export async function sealRecord(key: PrivateKey, addresses: readonly string[]): Promise<Uint8Array> {
  const peerId = peerIdFromPrivateKey(key)
  const multiaddrs = addresses.map((address) => multiaddr(address))
  const envelope = await RecordEnvelope.seal(new PeerRecord({ peerId, multiaddrs }), key)
  return envelope.marshal()
}

/** Throws when it is none, when its signature is wrong, or when somebody else signed it than it is about. */
export async function openRecord(bytes: Uint8Array): Promise<SignedRecord> {
  const envelope = await RecordEnvelope.openAndCertify(bytes, PeerRecord.DOMAIN)
  const { peerId, multiaddrs } = PeerRecord.createFromProtobuf(envelope.payload)
  if (!peerIdFromPublicKey(envelope.publicKey).equals(peerId)) {
    throw new Error('the record was signed by another peer than it is about')
  }
  return { peerId, addresses: multiaddrs.map(String) }
}
