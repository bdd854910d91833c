/** Gives libp2p 1 the interface of libp2p 3. */
import * as keys from '@libp2p/crypto/keys'
import type { Libp2p, PeerId, PrivateKey } from '@libp2p/interface'
import * as peerIds from '@libp2p/peer-id'
import * as records from '@libp2p/peer-record'
import * as release from 'libp2p'
import { adaptStreams, type OldHost, streamOpener } from './streams.ts'

export * from '@libp2p/crypto/keys'
export * from '@libp2p/peer-id'
export * from '@libp2p/peer-record'
export * from 'libp2p'

/** Keys and peer ids of @libp2p/crypto 4 and @libp2p/peer-id 4. */
interface OldKey {
  readonly bytes: Uint8Array
  readonly public: { readonly bytes: Uint8Array }
}
const { supportedKeys } = keys as unknown as {
  readonly supportedKeys: { readonly ed25519: { unmarshalEd25519PrivateKey(raw: Uint8Array): OldKey } }
}
const { peerIdFromBytes, peerIdFromKeys } = peerIds as unknown as {
  peerIdFromBytes(bytes: Uint8Array): PeerId
  peerIdFromKeys(publicKey: Uint8Array, privateKey: Uint8Array): Promise<PeerId>
}
interface OldEnvelope {
  readonly peerId: PeerId
  marshal(): Uint8Array
}
const { RecordEnvelope: OldRecordEnvelope } = records as unknown as {
  readonly RecordEnvelope: {
    seal(record: object, signer: { publicKey: Uint8Array; privateKey: Uint8Array }): Promise<OldEnvelope>
    openAndCertify(bytes: Uint8Array, domain: string): Promise<OldEnvelope>
  }
}

export const createLibp2p: typeof release.createLibp2p = async (options = {}) => {
  const { privateKey, connectionEncrypters, ...rest } = options
  const key = privateKey as unknown as OldKey | undefined
  const host = await release.createLibp2p({
    ...rest,
    ...{ connectionEncryption: connectionEncrypters },
    ...(key !== undefined && { peerId: await peerIdFromKeys(key.public.bytes, key.bytes) }),
  } as typeof options)
  adaptStreams(host as unknown as OldHost, renamed)
  return host
}

export function privateKeyFromRaw(raw: Uint8Array): PrivateKey {
  return supportedKeys.ed25519.unmarshalEd25519PrivateKey(raw) as unknown as PrivateKey
}

export function peerIdFromMultihash({ bytes }: { readonly bytes: Uint8Array }): PeerId {
  return peerIdFromBytes(bytes)
}

export function peerIdFromPrivateKey(key: OldKey): PeerId {
  const publicKey = key.public.bytes
  // An identity multihash, which all short keys have.
  return peerIdFromBytes(Uint8Array.of(0, publicKey.length, ...publicKey))
}

/** An envelope has the peer id of its signer; in later releases, the public key. */
export function peerIdFromPublicKey(signer: PeerId): PeerId {
  return signer
}

export const RecordEnvelope = {
  seal: (record: object, key: OldKey) =>
    OldRecordEnvelope.seal(record, { publicKey: key.public.bytes, privateKey: key.bytes }),
  openAndCertify: async (bytes: Uint8Array, domain: string) => {
    const envelope = await OldRecordEnvelope.openAndCertify(bytes, domain)
    return Object.assign(envelope, { publicKey: envelope.peerId })
  },
}

/** Older releases call limited connections transient. */
function renamed(options: object): object {
  const { runOnLimitedConnection, ...rest } = options as { readonly runOnLimitedConnection?: boolean }
  return { ...rest, runOnTransientConnection: runOnLimitedConnection }
}

/** Adapts a host that other code made and goes on using unchanged. */
export function adaptHost(host: Libp2p): Libp2p {
  const adapted = Object.create(host) as Libp2p
  adaptStreams(adapted as unknown as OldHost, renamed)
  return adapted
}

/** Opens a stream on a connection of a host, adapted or not. */
export const openStream = streamOpener(renamed)
