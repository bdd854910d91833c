import { createHash, createPrivateKey, createPublicKey } from 'node:crypto'
import { base58btc } from 'multiformats/bases/base58'

export interface Identity {
  /** Seed of the Ed25519 key, 32 bytes in hex. */
  readonly identity: string
  readonly peerId: string
}

// DER prefix of a PKCS #8 Ed25519 private key, RFC 8410 section 7.
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')
// Identity multihash (0x00) of 36 bytes: the protobuf PublicKey message { Type: Ed25519 (1), Data: 32 bytes }.
const peerIdPrefix = Buffer.from([0x00, 0x24, 0x08, 0x01, 0x12, 0x20])

/**
 * The identity of a node, a function of the run's seed and its name. Peer ids are made as the libp2p specification
 * says, without loading libp2p: https://github.com/libp2p/specs/blob/master/peer-ids/peer-ids.md
 */
export function identityOf(seed: number, name: string): Identity {
  const bytes = createHash('sha256').update(`topo:${seed}:${name}`).digest()
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, bytes]), format: 'der', type: 'pkcs8' })
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)
  return {
    identity: bytes.toString('hex'),
    peerId: base58btc.baseEncode(Buffer.concat([peerIdPrefix, publicKey])),
  }
}
