/**
 * The rate limiters of rust-libp2p's relay (protocols/relay/src/behaviour/rate_limiter.rs): every peer or IP has a bucket
 * that is full at first. A request takes a token, and each interval adds one. Due tokens are added at the next
 * request, in whole tokens, to all buckets that are due, and their interval starts anew.
 */
import type { RateLimit } from '../../protocol/relay-config.ts'
import type { Printable } from './relay-server.ts'

export interface Requester {
  readonly peer: Printable
  /** The multiaddr that it asks from. */
  readonly address: Printable
}

/** Returns whether all limiters allow a request at `now`, in milliseconds. Stops at the first refusal. */
export type RateLimiters = (requester: Requester, now: number) => boolean

export function rateLimiters(limits: readonly RateLimit[]): RateLimiters {
  const limiters = limits.map((limit) => ({ per: limit.per, buckets: new TokenBuckets(limit) }))
  return ({ peer, address }, now) =>
    limiters.every(({ per, buckets }) => {
      const id = per === 'peer' ? peer.toString() : ipOf(address)
      return id === null || buckets.take(id, now)
    })
}

class TokenBuckets {
  readonly #limit: RateLimit
  /** In the order of their last refill. Full buckets are left out. */
  readonly #buckets = new Map<string, { readonly tokens: number; readonly refilled: number }>()

  constructor(limit: RateLimit) {
    this.#limit = limit
  }

  take(id: string, now: number): boolean {
    this.#refill(now)
    const { tokens, refilled } = this.#buckets.get(id) ?? { tokens: this.#limit.limit, refilled: now }
    if (tokens === 0) return false
    this.#buckets.set(id, { tokens: tokens - 1, refilled })
    return true
  }

  #refill(now: number): void {
    const { limit, interval } = this.#limit
    for (const [id, bucket] of this.#buckets) {
      const due = Math.floor((now - bucket.refilled) / interval)
      if (due < 1) return
      this.#buckets.delete(id)
      const tokens = bucket.tokens + due
      if (tokens < limit) this.#buckets.set(id, { tokens, refilled: now })
    }
  }
}

function ipOf(address: Printable): string | null {
  return /\/ip[46]\/([^/]+)/.exec(address.toString())?.[1] ?? null
}
