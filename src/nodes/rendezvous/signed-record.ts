/** Peer records in signed envelopes: addresses that a peer has signed, so that other peers can pass them on. */
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

/** Throws when it is no record, when its signature is wrong, or when its signer is not its subject. */
export async function openRecord(bytes: Uint8Array): Promise<SignedRecord> {
  const envelope = await RecordEnvelope.openAndCertify(bytes, PeerRecord.DOMAIN)
  const { peerId, multiaddrs } = PeerRecord.createFromProtobuf(envelope.payload)
  if (!peerIdFromPublicKey(envelope.publicKey).equals(peerId)) {
    throw new Error('the record was signed by another peer than it is about')
  }
  return { peerId, addresses: multiaddrs.map(String) }
}
