/**
 * Seeded randomness: Math.random, and the random bytes of node:crypto and WebCrypto. keys.ts has seeded keys.
 *
 * OpenSSL draws these itself, so they stay random and warn: RSA, DSA and Diffie-Hellman keys, primes, and the nonces of
 * ECDSA and RSA-PSS signatures (from-openssl.ts). The length of an ECDSA signature in DER differs by a byte or two from
 * run to run. Ed25519, which libp2p uses, draws nothing.
 */
import crypto from 'node:crypto'
import { nodeError, replace } from '../replace.ts'
import { installKeys } from './keys.ts'
import type { Randomness } from './randomness.ts'
import { installTemporaryFolders } from './temporary-folders.ts'

type Callback = (error: Error | null, value?: unknown) => void
type Fillable = NodeJS.ArrayBufferView | ArrayBuffer

/** `present`: the randomness of the node whose code runs. */
export function installRandom(present: () => Randomness): void {
  replace(Math, 'random', () => present().fractions.fraction())

  replace(crypto, 'randomBytes', (size: number, callback?: Callback) => {
    checkSize(size)
    const bytes = present().bytes.bytes(size)
    if (callback === undefined) return bytes
    setImmediate(callback, null, bytes)
    return undefined
  })
  for (const name of ['pseudoRandomBytes', 'rng', 'prng'])
    if (Reflect.has(crypto, name)) replace(crypto, name, crypto.randomBytes)
  const fill = (target: Fillable, offset = 0, size?: number) => {
    const whole = view(target)
    const unit = 'BYTES_PER_ELEMENT' in target ? Number(target.BYTES_PER_ELEMENT) : 1
    const from = offset * unit
    present().bytes.fill(whole.subarray(from, size === undefined ? whole.length : from + size * unit))
    return target
  }
  replace(crypto, 'randomFillSync', fill)
  replace(crypto, 'randomFill', (target: Fillable, ...rest: unknown[]) => {
    const callback = rest.pop() as Callback
    fill(target, rest[0] as number | undefined, rest[1] as number | undefined)
    setImmediate(callback, null, target)
  })
  replace(crypto, 'randomInt', (...args: unknown[]) => {
    const callback = typeof args.at(-1) === 'function' ? (args.pop() as Callback) : undefined
    const [low, high] = args.length < 2 ? [0, args[0] as number] : (args as [number, number])
    checkRange(low, high)
    const value = present().bytes.integer(low, high)
    if (callback === undefined) return value
    setImmediate(callback, null, value)
    return undefined
  })
  const uuid = () => formatUuid(present().bytes.bytes(16))
  replace(crypto, 'randomUUID', uuid)
  if (Reflect.has(crypto, 'randomUUIDv7'))
    replace(crypto, 'randomUUIDv7', () => timeUuid(present().bytes.bytes(16)))

  const web = Object.getPrototypeOf(globalThis.crypto) as object
  const getRandomValues = (target: NodeJS.ArrayBufferView) => {
    if (!ArrayBuffer.isView(target) || target instanceof DataView || isFloat(target)) {
      throw new DOMException('The data argument must be an integer-type TypedArray', 'TypeMismatchError')
    }
    if (target.byteLength > 65536) {
      const message = `The requested length exceeds 65,536 bytes. Received ${target.byteLength}`
      throw new DOMException(message, 'QuotaExceededError')
    }
    present().bytes.fill(view(target))
    return target
  }
  replace(web, 'getRandomValues', getRandomValues)
  replace(web, 'randomUUID', uuid)
  installKeys(() => present().keys)
  installTemporaryFolders(() => present().folders)
}

function view(target: Fillable): Uint8Array {
  return ArrayBuffer.isView(target)
    ? new Uint8Array(target.buffer, target.byteOffset, target.byteLength)
    : new Uint8Array(target)
}

function isFloat(target: NodeJS.ArrayBufferView): boolean {
  return target instanceof Float32Array || target instanceof Float64Array
}

/** Version 7 (RFC 9562): it begins with the time. */
function timeUuid(bytes: Buffer): string {
  bytes.writeUIntBE(Date.now(), 0, 6)
  return formatUuid(bytes, 0x70)
}

function formatUuid(bytes: Buffer, version = 0x40): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | version, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

function checkSize(size: number): void {
  if (typeof size !== 'number') {
    throw nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "size" argument must be of type number.')
  }
  if (!(size >= 0 && size <= 2 ** 31 - 1)) {
    const message = `The value of "size" is out of range. Received ${size}`
    throw nodeError(RangeError as ErrorConstructor, 'ERR_OUT_OF_RANGE', message)
  }
}

function checkRange(low: number, high: number): void {
  if (!Number.isSafeInteger(low) || !Number.isSafeInteger(high)) {
    throw nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "min" and "max" arguments must be safe integers.')
  }
  if (high <= low || high - low > 2 ** 48 - 1) {
    const message = `The value of "max" is out of range. It must be greater than the value of "min" (${low}).`
    throw nodeError(RangeError as ErrorConstructor, 'ERR_OUT_OF_RANGE', message)
  }
}
