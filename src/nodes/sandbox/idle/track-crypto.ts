/** Counts the work of crypto on other threads: every WebCrypto call, every node:crypto call with a callback. */
import crypto from 'node:crypto'
import { promisify } from 'node:util'
import { replace } from '../replace.ts'
import type { Works } from './works.ts'

type Loose = (...args: unknown[]) => unknown

const asynchronous = [
  'argon2',
  'checkPrime',
  'decapsulate',
  'diffieHellman',
  'encapsulate',
  'generateKey',
  'generateKeyPair',
  'generatePrime',
  'hkdf',
  'pbkdf2',
  'scrypt',
  'sign',
  'verify',
] as const

/** `present`: the work of the node whose code runs. */
export function trackCrypto(present: () => Works): void {
  const subtle = Object.getPrototypeOf(globalThis.crypto.subtle) as Record<string, unknown>
  for (const name of Object.getOwnPropertyNames(subtle)) {
    const original = subtle[name]
    if (typeof original !== 'function' || name === 'constructor' || name === 'supports') continue
    replace(subtle, name, function (this: unknown, ...args: unknown[]) {
      const result: unknown = (original as Loose).apply(this, args)
      return result instanceof Promise ? present().track(result) : result
    })
  }
  for (const name of asynchronous) {
    const original = (crypto as Readonly<Record<string, unknown>>)[name]
    // Node 22 has no argon2, encapsulate and decapsulate.
    if (typeof original !== 'function') continue
    const tracked = function (this: unknown, ...args: unknown[]) {
      const callback = args.at(-1)
      if (typeof callback !== 'function') return (original as Loose).apply(this, args)
      const settle = present().begin()
      args[args.length - 1] = (...results: unknown[]) => settle(() => (callback as Loose)(...results))
      try {
        return (original as Loose).apply(this, args)
      } catch (error) {
        settle(() => {})
        throw error
      }
    }
    const custom: unknown = Reflect.get(original, promisify.custom)
    replace(
      crypto,
      name,
      custom === undefined ? tracked : Object.assign(tracked, { [promisify.custom]: custom }),
    )
  }
}
