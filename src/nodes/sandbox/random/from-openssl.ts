/** Uses of node:crypto and WebCrypto for which OpenSSL draws random numbers that no seed reaches: they warn. */
import crypto, { type KeyObject, type webcrypto } from 'node:crypto'
import { disguise, replace } from '../replace.ts'
import { warnOf, warnOnUse } from '../warnings.ts'

type Loose = (this: unknown, ...args: unknown[]) => unknown

const why = 'draws random numbers from OpenSSL'

export function installOpensslWarnings(): void {
  const always = ['generatePrime', 'generatePrimeSync', 'publicEncrypt', 'encapsulate', 'createDiffieHellman']
  for (const name of always) warnOnUse(crypto, name, `crypto.${name}`, why)
  for (const name of ['getDiffieHellman', 'createDiffieHellmanGroup', 'DiffieHellman', 'DiffieHellmanGroup'])
    warnOnUse(crypto, name, `crypto.${name}`, why)
  warnForKeys(crypto, 'sign', 2)
  warnForKeys(crypto.Sign.prototype, 'sign', 0)
  const subtle = Object.getPrototypeOf(globalThis.crypto.subtle) as object
  for (const [name, place] of [
    ['sign', 1],
    ['encrypt', 1],
    ['wrapKey', 2],
  ] as const)
    warnForKeys(subtle, name, place)
  for (const name of ['encapsulateBits', 'encapsulateKey']) warnOnUse(subtle, name, `subtle.${name}`, why)
}

/** Warns where the key at this place of the arguments makes OpenSSL draw. */
function warnForKeys(target: object, name: string, place: number): void {
  const original = Reflect.get(target, name) as Loose
  const stand: Loose = function (...args) {
    const kind = kindOf(args[place], args[0])
    if (kind !== null) warnOf(`A signature or encryption with ${kind}`, why)
    return original.apply(this, args)
  }
  replace(target, name, disguise(stand as never, original as never))
}

/** null: a key with which nothing is drawn, or one that cannot be read. */
function kindOf(given: unknown, algorithm: unknown): string | null {
  const name = (given as Partial<webcrypto.CryptoKey> | null | undefined)?.algorithm?.name
  if (name !== undefined) return /^(ECDSA|RSA-PSS|RSA-OAEP|ML-DSA|SLH-DSA)/i.test(name) ? name : null
  try {
    const key = given instanceof crypto.KeyObject ? given : inner(given)
    const type = key.asymmetricKeyType ?? ''
    if (/^(ec|dsa|rsa-pss|ml-dsa.*|slh-dsa.*)$/.test(type)) return type
    const padding = (given as { padding?: number }).padding ?? (algorithm as { padding?: number })?.padding
    return type === 'rsa' && padding === crypto.constants.RSA_PKCS1_PSS_PADDING ? 'rsa-pss' : null
  } catch {
    return null
  }
}

function inner(given: unknown): KeyObject {
  const key = (given as { key?: unknown }).key
  return key instanceof crypto.KeyObject ? key : crypto.createPrivateKey(given as string)
}
