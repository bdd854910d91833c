/** The identity of a node follows from the run's seed and its name alone, so peer ids are the same in every run. */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { base58btc } from 'multiformats/bases/base58'

export interface Identity {
  /** Seed of the Ed25519 key, 32 bytes in hex. */
  readonly identitySeedHex: string
  readonly peerId: string
}

/** DER of a PKCS #8 Ed25519 private key up to its 32 bytes of seed (RFC 8410). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')

/** Identity multihash of the protobuf of an Ed25519 public key, up to its 32 bytes (libp2p peer-ids specification). */
const peerIdPrefix = Buffer.from('002408011220', 'hex')

export function identityOf(seed: number, name: string): Identity {
  const secret = createHash('sha256').update(`topo:${seed}:${name}`).digest()
  const privateKey = createPrivateKey({
    key: Buffer.concat([pkcs8Prefix, secret]),
    format: 'der',
    type: 'pkcs8',
  })
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' })
  const publicKey = spki.subarray(-32)
  return {
    identitySeedHex: secret.toString('hex'),
    peerId: base58btc.baseEncode(Buffer.concat([peerIdPrefix, publicKey])),
  }
}
