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

/** Identities by seed and name. Each takes a millisecond, and every plan of a topology needs the same ones. */
const known = new Map<string, Identity>()
const mostKnown = 10_000

export function identityOf(seed: number, name: string): Identity {
  const key = `topo:${seed}:${name}`
  const kept = known.get(key)
  if (kept !== undefined) return kept
  const secret = createHash('sha256').update(key).digest()
  const identity = {
    identitySeedHex: secret.toString('hex'),
    peerId: base58btc.baseEncode(Buffer.concat([peerIdPrefix, publicKeyOf(secret)])),
  }
  if (known.size >= mostKnown) known.clear()
  known.set(key, identity)
  return identity
}

/** Protobuf of an Ed25519 private key up to its 64 bytes (libp2p peer-ids specification). */
const privateKeyPrefix = Buffer.from('08011240', 'hex')

/** The private key of an identity as libp2p's protobuf, as key files have it. */
export function privateKeyProtobuf({ identitySeedHex }: Identity): Buffer {
  const secret = Buffer.from(identitySeedHex, 'hex')
  return Buffer.concat([privateKeyPrefix, secret, publicKeyOf(secret)])
}
