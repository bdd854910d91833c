import { createHash, randomBytes } from 'node:crypto'
import type { PrivateKey } from '@libp2p/interface'
import { InputError } from '../base/errors.ts'

/** The identity of a node. Default: a new random one. */
export interface Identified {
  /** An Ed25519 key, as `@libp2p/crypto` makes it. */
  readonly privateKey?: PrivateKey | undefined
  /** The same seed gives the same key. For tests only: anyone who knows the seed has the key. */
  readonly seed?: string | number | undefined
}

/** Seed of the Ed25519 identity, 32 bytes in hex. */
export function ownIdentity(call: string, { privateKey, seed }: Identified): string {
  if (privateKey !== undefined && seed !== undefined)
    throw new InputError(`${call} takes a \`privateKey\` or a \`seed\`, not both`)
  if (privateKey !== undefined) {
    if (privateKey.type !== 'Ed25519')
      throw new InputError(`${call} takes an Ed25519 key, but \`privateKey\` is of type ${privateKey.type}`)
    return Buffer.from(privateKey.raw.subarray(0, 32)).toString('hex')
  }
  if (seed === undefined) return randomBytes(32).toString('hex')
  return createHash('sha256').update(`topo:own:${seed}`).digest('hex')
}
