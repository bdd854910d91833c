import { createPrivateKey, createPublicKey } from 'node:crypto'

/** DER of a PKCS #8 Ed25519 private key up to its 32 bytes of seed (RFC 8410). */
const pkcs8Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')

/** The 32 bytes of the public key to an Ed25519 seed of 32 bytes. */
export function publicKeyOf(seed: Uint8Array): Buffer {
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Prefix, seed]), format: 'der', type: 'pkcs8' })
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32)
}
