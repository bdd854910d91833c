/** Seeded key pairs for node:crypto and WebCrypto: Ed25519, X25519, Ed448, X448 and elliptic curves. */
import crypto, { type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { replace } from '../replace.ts'
import { warnOf } from '../warnings.ts'
import type { Generator } from './generator.ts'

/** The DER before a raw private key in PKCS #8. */
const pkcs8: Readonly<Record<string, { prefix: string; bytes: number }>> = {
  ed25519: { prefix: '302e020100300506032b657004220420', bytes: 32 },
  x25519: { prefix: '302e020100300506032b656e04220420', bytes: 32 },
  ed448: { prefix: '3047020100300506032b6571043b0439', bytes: 57 },
  x448: { prefix: '3046020100300506032b656f043a0438', bytes: 56 },
  // Their seeds, from which OpenSSL makes the keys (RFC 9881, RFC 9935).
  'ml-dsa-44': { prefix: '3034020100300b060960864801650304031104228020', bytes: 32 },
  'ml-dsa-65': { prefix: '3034020100300b060960864801650304031204228020', bytes: 32 },
  'ml-dsa-87': { prefix: '3034020100300b060960864801650304031304228020', bytes: 32 },
  'ml-kem-512': { prefix: '3054020100300b060960864801650304040104428040', bytes: 64 },
  'ml-kem-768': { prefix: '3054020100300b060960864801650304040204428040', bytes: 64 },
  'ml-kem-1024': { prefix: '3054020100300b060960864801650304040304428040', bytes: 64 },
}

interface Curve {
  readonly name: string
  readonly jwk: string
  readonly bytes: number
}

const curves: readonly Curve[] = [
  { name: 'prime256v1', jwk: 'P-256', bytes: 32 },
  { name: 'secp384r1', jwk: 'P-384', bytes: 48 },
  { name: 'secp521r1', jwk: 'P-521', bytes: 66 },
  { name: 'secp256k1', jwk: 'secp256k1', bytes: 32 },
]

interface KeyPair {
  publicKey: unknown
  privateKey: unknown
}

interface PairOptions {
  namedCurve?: string
  publicKeyEncoding?: { format: string }
  privateKeyEncoding?: { format: string }
}

type PairCallback = (error: unknown, publicKey?: unknown, privateKey?: unknown) => void
type Loose = (...args: unknown[]) => unknown

export function installKeys(present: () => Generator): void {
  const generateSync = crypto.generateKeyPairSync as Loose
  const generate = crypto.generateKeyPair as Loose

  const seededSync = (type: string, options: PairOptions = {}) => {
    const key = seededKey(present(), type, options)
    if (key !== undefined) return exportPair(key, options)
    warnOfKeys(type)
    return generateSync(type, options)
  }
  replace(crypto, 'generateKeyPairSync', seededSync)
  const seeded = (type: string, ...rest: unknown[]) => {
    const callback = rest.pop() as PairCallback
    const options = rest[0] as PairOptions | undefined
    const key = seededKey(present(), type, options ?? {})
    if (key === undefined) {
      warnOfKeys(type)
      generate(type, options, callback)
    } else {
      const { publicKey, privateKey } = exportPair(key, options ?? {})
      setImmediate(callback, null, publicKey, privateKey)
    }
  }
  const asPromise = (type: string, options?: PairOptions) =>
    new Promise((resolve, reject) => {
      // Called by its public name, which the sandbox tracks as work under way.
      const generateKeyPair = crypto.generateKeyPair as Loose
      generateKeyPair(type, options, (error: unknown, publicKey: unknown, privateKey: unknown) => {
        if (error) reject(error)
        else resolve({ publicKey, privateKey })
      })
    })
  replace(crypto, 'generateKeyPair', Object.assign(seeded, { [promisify.custom]: asPromise }))
  installSecrets(present)
  installEcdh(present)
  installSubtle(present)
}

function warnOfKeys(type: unknown): void {
  warnOf(`A generated key of ${type}`, 'draws random numbers from OpenSSL')
}

/** Secret keys for AES and HMAC. */
function installSecrets(present: () => Generator): void {
  const generateSync = crypto.generateKeySync as Loose
  const seededSync = (type: string, options: { length: number }) => {
    // Node's own checks its arguments.
    generateSync(type, options)
    return crypto.createSecretKey(present().bytes(Math.floor(options.length / 8)))
  }
  replace(crypto, 'generateKeySync', seededSync)
  const seeded = (type: string, options: { length: number }, callback: PairCallback) => {
    setImmediate(callback, null, seededSync(type, options))
  }
  replace(crypto, 'generateKey', seeded)
}

function seededKey(random: Generator, type: string, options: PairOptions): KeyObject | undefined {
  const form = pkcs8[type]
  if (form !== undefined) {
    const key = Buffer.concat([Buffer.from(form.prefix, 'hex'), random.bytes(form.bytes)])
    return crypto.createPrivateKey({ key, format: 'der', type: 'pkcs8' })
  }
  if (type !== 'ec') return undefined
  const curve = curves.find(({ name, jwk }) => options.namedCurve === name || options.namedCurve === jwk)
  return curve === undefined ? undefined : ecKey(random, curve)
}

function ecKey(random: Generator, curve: Curve): KeyObject {
  const { ecdh, secret } = ecdhKeys(random, curve)
  const point = ecdh.getPublicKey()
  const x = point.subarray(1, 1 + curve.bytes).toString('base64url')
  const y = point.subarray(1 + curve.bytes).toString('base64url')
  const d = secret.toString('base64url')
  return crypto.createPrivateKey({ key: { kty: 'EC', crv: curve.jwk, d, x, y }, format: 'jwk' })
}

function ecdhKeys(random: Generator, curve: Curve): { ecdh: crypto.ECDH; secret: Buffer } {
  const ecdh = crypto.createECDH(curve.name)
  for (;;) {
    const secret = random.bytes(curve.bytes)
    if (curve.bytes === 66) secret[0] = (secret[0] ?? 0) & 1
    try {
      ecdh.setPrivateKey(secret)
      return { ecdh, secret }
    } catch {
      // The secret is not below the curve's order: draw another one.
    }
  }
}

function exportPair(privateKey: KeyObject, options: PairOptions): KeyPair {
  const publicKey = crypto.createPublicKey(privateKey)
  const { publicKeyEncoding, privateKeyEncoding } = options
  return {
    publicKey: publicKeyEncoding === undefined ? publicKey : exported(publicKey, publicKeyEncoding),
    privateKey: privateKeyEncoding === undefined ? privateKey : exported(privateKey, privateKeyEncoding),
  }
}

function exported(key: KeyObject, encoding: { format: string }): unknown {
  return encoding.format === 'jwk' ? key.export({ format: 'jwk' }) : (key.export as Loose).call(key, encoding)
}

function installEcdh(present: () => Generator): void {
  const prototype = Object.getPrototypeOf(crypto.createECDH('prime256v1')) as crypto.ECDH
  const names = new WeakMap<object, string>()
  const create = crypto.createECDH
  const generateKeys = prototype.generateKeys as Loose
  replace(crypto, 'createECDH', (name: string) => {
    const ecdh = create(name)
    names.set(ecdh, name)
    return ecdh
  })
  replace(prototype, 'generateKeys', function (this: crypto.ECDH, ...args: unknown[]) {
    const name = names.get(this)
    const curve = curves.find((known) => known.name === name)
    if (curve === undefined) {
      warnOfKeys(`the curve ${name}`)
      return generateKeys.apply(this, args)
    }
    this.setPrivateKey(ecdhKeys(present(), curve).secret)
    return (this.getPublicKey as Loose).apply(this, args)
  })
}

interface Algorithm {
  name: string
  namedCurve?: string
  length?: number
  hash?: string | { name: string }
}

function installSubtle(present: () => Generator): void {
  const prototype = Object.getPrototypeOf(globalThis.crypto.subtle) as object
  // Taken before the sandbox tracks calls: these calls are a part of generateKey.
  const original = globalThis.crypto.subtle.generateKey as unknown as Loose
  const plainImport = globalThis.crypto.subtle.importKey as unknown as Loose
  type Usages = readonly string[]
  replace(
    prototype,
    'generateKey',
    async function (this: object, given: Algorithm | string, extractable: boolean, usages: Usages) {
      const algorithm = typeof given === 'string' ? { name: given } : given
      const type = algorithm.name.toLowerCase()
      // Not all of WebCrypto's keys of ML-KEM and ML-DSA can be imported as JWK.
      const isSeeded = !/^ml-/.test(type)
      const key = isSeeded
        ? seededKey(present(), /^ec/.test(type) ? 'ec' : type, algorithm as PairOptions)
        : undefined
      const bits = symmetricBits(algorithm)
      const importKey = plainImport.bind(this)
      if (key !== undefined) {
        const half = (jwk: object, mine: Usages, mayLeave: boolean) =>
          importKey(
            'jwk',
            jwk,
            algorithm,
            mayLeave,
            usages.filter((usage) => mine.includes(usage)),
          )
        const privateJwk = key.export({ format: 'jwk' })
        const publicJwk = crypto.createPublicKey(key).export({ format: 'jwk' })
        const privateKey = await half(privateJwk, ['sign', 'deriveKey', 'deriveBits'], extractable)
        return { publicKey: await half(publicJwk, ['verify'], true), privateKey }
      }
      const form = /^(ChaCha20|KMAC|AES-OCB)/i.test(algorithm.name) ? 'raw-secret' : 'raw'
      if (bits !== undefined)
        return importKey(form, present().bytes(bits / 8), algorithm, extractable, usages)
      warnOfKeys(algorithm.name)
      return original.call(this, given, extractable, usages)
    },
  )
}

function symmetricBits(algorithm: Algorithm): number | undefined {
  if (/^AES-/i.test(algorithm.name)) return algorithm.length
  if (/^ChaCha20-Poly1305$/i.test(algorithm.name)) return 256
  if (/^KMAC128$/i.test(algorithm.name)) return algorithm.length ?? 128
  if (/^KMAC256$/i.test(algorithm.name)) return algorithm.length ?? 256
  if (!/^HMAC$/i.test(algorithm.name)) return undefined
  const hash = typeof algorithm.hash === 'string' ? algorithm.hash : algorithm.hash?.name
  return algorithm.length ?? (/^SHA-(1|256)$/i.test(hash ?? '') ? 512 : 1024)
}
