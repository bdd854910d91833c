/**
 * The registrations of a rendezvous point, by namespace, with their lifetimes. Knows no network and no clock:
 * times are passed in, in milliseconds.
 *
 * A cookie is the number of the last registration in an answer. Every registration, a refreshed one too, has a
 * higher number than all before it. So new registrations have higher numbers, and no state has to be kept per
 * cookie. Defaults are the specification's, which are rust-libp2p's too.
 */

import type { RendezvousStatus } from '../../events/event.ts'
import type { RegistrationLimits } from '../../protocol/rendezvous-config.ts'

const hour = 3_600_000

/** Default lifetime of a registration, in milliseconds. */
const defaultTtl = 2 * hour

const longestNamespace = 255
export const mostPerPeer = 1000
export const mostPerAnswer = 1000
/** Bytes of records in one answer; readers of other implementations stop at 1 MiB. */
const mostBytesPerAnswer = 512 * 1024

export interface Registration {
  readonly peer: string
  readonly namespace: string
  /** The signed peer record as it came, for others to verify. */
  readonly record: Uint8Array
  /** Its expiry, in milliseconds. */
  readonly expires: number
}

interface Kept extends Registration {
  readonly number: number
}

export interface RegisterRequest {
  readonly peer: string
  readonly namespace: string
  readonly record: Uint8Array
  /** Milliseconds; undefined: the default. */
  readonly ttl: number | undefined
}

export interface DiscoverRequest {
  /** undefined: all namespaces. */
  readonly namespace: string | undefined
  readonly limit: number | undefined
  readonly cookie: Uint8Array | undefined
}

export interface Refusal {
  readonly status: Exclude<RendezvousStatus, 'OK'>
  readonly reason: string
}

export class Registrations {
  readonly #limits: RegistrationLimits
  /** Distinguishes this server's cookies from those before a restart. */
  readonly #instance: Uint8Array
  /** In the order of their numbers, by peer and namespace. */
  readonly #kept = new Map<string, Kept>()
  readonly #perPeer = new Map<string, number>()
  #last = 0

  /** `instance`: 8 bytes that are unique to this start of the server. */
  constructor(limits: RegistrationLimits, instance: Uint8Array) {
    this.#limits = limits
    this.#instance = instance
  }

  get size(): number {
    return this.#kept.size
  }

  /** Returns the earliest expiry; null when there is no registration. */
  get nextExpiry(): number | null {
    const [first, ...rest] = [...this.#kept.values()].map(({ expires }) => expires)
    return first === undefined ? null : rest.reduce((earliest, one) => Math.min(earliest, one), first)
  }

  register(
    { peer, namespace, record, ttl = defaultTtl }: RegisterRequest,
    now: number,
  ): { readonly status: 'OK'; readonly ttl: number; readonly isRenewal: boolean } | Refusal {
    const wrong = this.#refusalOf(namespace, ttl)
    if (wrong !== null) return wrong
    const isRenewal = this.unregister(peer, namespace) !== null
    const count = this.#perPeer.get(peer) ?? 0
    if (count >= mostPerPeer)
      return { status: 'E_NOT_AUTHORIZED', reason: `a peer may have ${mostPerPeer} registrations` }
    this.#last += 1
    this.#perPeer.set(peer, count + 1)
    this.#kept.set(keyOf(peer, namespace), {
      peer,
      namespace,
      record,
      expires: now + ttl,
      number: this.#last,
    })
    return { status: 'OK', ttl, isRenewal }
  }

  /** Removes and returns the registration, or null. */
  unregister(peer: string, namespace: string): Registration | null {
    const kept = this.#kept.get(keyOf(peer, namespace))
    if (kept === undefined) return null
    this.#kept.delete(keyOf(peer, namespace))
    const count = (this.#perPeer.get(peer) ?? 1) - 1
    if (count === 0) this.#perPeer.delete(peer)
    else this.#perPeer.set(peer, count)
    return kept
  }

  /** Removes and returns the expired registrations. */
  expire(now: number): readonly Registration[] {
    const over = [...this.#kept.values()].filter(({ expires }) => expires <= now)
    for (const { peer, namespace } of over) this.unregister(peer, namespace)
    return over
  }

  discover(
    { namespace, limit = mostPerAnswer, cookie }: DiscoverRequest,
    now: number,
  ):
    | { readonly status: 'OK'; readonly registrations: readonly Registration[]; readonly cookie: Uint8Array }
    | Refusal {
    const since = this.#numberIn(cookie, namespace)
    if (since === null)
      return { status: 'E_INVALID_COOKIE', reason: 'the cookie is not one for this namespace' }
    const found: Registration[] = []
    let [last, bytes] = [since, 0]
    for (const { number, ...registration } of this.#kept.values()) {
      if (number <= since || registration.expires <= now) continue
      if (namespace !== undefined && registration.namespace !== namespace) continue
      bytes += registration.record.length
      const isFull = found.length >= Math.min(limit, mostPerAnswer)
      if (isFull || (found.length > 0 && bytes > mostBytesPerAnswer)) break
      found.push(registration)
      last = number
    }
    return { status: 'OK', registrations: found, cookie: this.#cookie(last, namespace) }
  }

  #refusalOf(namespace: string, ttl: number): Refusal | null {
    const length = Buffer.byteLength(namespace)
    if (length === 0) return { status: 'E_INVALID_NAMESPACE', reason: 'the namespace is missing' }
    if (length > longestNamespace) {
      return {
        status: 'E_INVALID_NAMESPACE',
        reason: `the namespace has ${length} bytes, and may have ${longestNamespace}`,
      }
    }
    const { minTtl, maxTtl } = this.#limits
    if (ttl < minTtl || ttl > maxTtl) {
      return {
        status: 'E_INVALID_TTL',
        reason: `the TTL is ${ttl / 1000} s, and may be ${minTtl / 1000} s to ${maxTtl / 1000} s`,
      }
    }
    return null
  }

  #cookie(number: number, namespace: string | undefined): Uint8Array {
    const bytes = Buffer.alloc(8)
    bytes.writeBigUInt64BE(BigInt(number))
    return Buffer.concat([this.#instance, bytes, Buffer.from(namespace ?? '')])
  }

  /** Returns the number after which to continue; null when the cookie does not belong to this question. */
  #numberIn(cookie: Uint8Array | undefined, namespace: string | undefined): number | null {
    if (cookie === undefined || cookie.length === 0) return 0
    const bytes = Buffer.from(cookie)
    if (bytes.length < 16 || bytes.toString('utf8', 16) !== (namespace ?? '')) return null
    // The cookie is older than a restart, so its owner knows none of the current registrations.
    if (!bytes.subarray(0, 8).equals(this.#instance)) return 0
    return Number(bytes.readBigUInt64BE(8))
  }
}

/** A peer id has no space in it. */
function keyOf(peer: string, namespace: string): string {
  return `${peer} ${namespace}`
}
