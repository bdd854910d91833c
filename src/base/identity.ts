/** The identity of a node: the run's seed and its name determine it, so peer ids are the same in every run. */
import { createHash } from 'node:crypto'
import { base58btc } from 'multiformats/bases/base58'
import { publicKeyOf } from './ed25519.ts'

export interface Identity {
  /** Seed of the Ed25519 key, 32 bytes in hex. */
  readonly identitySeedHex: string
  readonly peerId: string
}

/** Identity multihash of the protobuf of an Ed25519 public key, up to its 32 bytes (libp2p peer-ids specification). */
const peerIdPrefix = Buffer.from('002408011220', 'hex')

export function identityOf(seed: number, name: string): Identity {
  const secret = createHash('sha256').update(`topo:${seed}:${name}`).digest()
  return {
    identitySeedHex: secret.toString('hex'),
    peerId: base58btc.baseEncode(Buffer.concat([peerIdPrefix, publicKeyOf(secret)])),
  }
}
