/**
 * Keeps a peer registered at a rendezvous point, and asks it for other peers. It registers as soon as the host has an
 * address that other peers can dial. It registers again when its addresses change, when most of the TTL is over, and
 * after a disconnection, since the point may have forgotten it. It repeats failed steps with the next question. It
 * adds found peers to the peer store, and dials only the point.
 */

import type { Libp2p, PeerId, PrivateKey } from '@libp2p/interface'
import { isPrivate } from '@libp2p/utils'
import { multiaddr } from '@multiformats/multiaddr'
import { messageOf } from '../../base/errors.ts'
import { longestTimer } from '../../base/longest-timer.ts'
import { ipOf, isLoopback } from '../../base/multiaddr-text.ts'
import type { RendezvousConfig } from '../../protocol/rendezvous-config.ts'
import type { Observe } from '../host/observe.ts'
import { RendezvousClient } from './client.ts'

/** The part of the TTL after which it renews its registration. */
const renewAfter = 0.75

export class KeepRegistered {
  readonly #host: Libp2p
  readonly #config: RendezvousConfig
  readonly #observe: Observe
  readonly #client: RendezvousClient
  readonly #point: string
  readonly #listeners = new AbortController()
  readonly #ticks: NodeJS.Timeout
  #renewal: NodeJS.Timeout | undefined
  /** The addresses that the point knows; null when it may know none. */
  #registered: string | null = null
  #cookie: Uint8Array | null = null
  /** One step at a time, so that steps do not pile up while the point does not answer. */
  #queue = Promise.resolve()
  #asking = false

  constructor(host: Libp2p, key: PrivateKey, config: RendezvousConfig, observe: Observe) {
    this.#host = host
    this.#config = config
    this.#observe = observe
    this.#client = new RendezvousClient(host, key, config.point)
    this.#point = /\/p2p\/([^/]+)$/.exec(config.point)?.[1] ?? ''
    const { signal } = this.#listeners
    host.addEventListener('self:peer:update', () => this.#enqueue(() => this.#register()), { signal })
    host.addEventListener('peer:disconnect', ({ detail }) => this.#disconnected(detail), { signal })
    this.#ticks = setInterval(() => this.#tick(), config.discoverEvery)
    this.#tick()
  }

  /** Unregisters, if there is a connection to the point. */
  async stop(): Promise<void> {
    this.#listeners.abort()
    clearInterval(this.#ticks)
    clearTimeout(this.#renewal)
    const isConnected = this.#host.getPeers().some((peer) => peer.toString() === this.#point)
    if (this.#registered === null || !isConnected) return
    await this.#client.unregister(this.#config.namespace).catch(() => {})
  }

  #tick(): void {
    if (this.#asking) return
    this.#asking = true
    this.#enqueue(() => this.#register())
    this.#enqueue(async () => {
      await this.#discover()
      this.#asking = false
    })
  }

  #enqueue(step: () => Promise<void>): void {
    this.#queue = this.#queue.then(() => (this.#listeners.signal.aborted ? undefined : step()))
  }

  #disconnected(peer: PeerId): void {
    if (peer.toString() === this.#point) this.#registered = null
  }

  async #register(): Promise<void> {
    const addresses = this.#addresses()
    if (addresses.length === 0 || addresses.join() === this.#registered) return
    const { namespace } = this.#config
    const renewal = this.#registered !== null
    this.#registered = addresses.join()
    try {
      const { ttl } = await this.#client.register(namespace, addresses, this.#config.ttl)
      const expires = Date.now() + ttl
      this.#observe({ kind: 'rendezvous-registered', at: this.#point, namespace, renewal, expires })
      clearTimeout(this.#renewal)
      this.#renewal = setTimeout(
        () => this.#renew(),
        Math.min(Math.max(ttl * renewAfter, 1000), longestTimer),
      )
    } catch (error) {
      this.#registered = null
      this.#failed('register', error)
    }
  }

  #renew(): void {
    this.#enqueue(async () => {
      // Not null, since it is a renewal; empty, since the addresses are new.
      if (this.#registered !== null) this.#registered = ''
      await this.#register()
    })
  }

  async #discover(): Promise<void> {
    const { namespace } = this.#config
    try {
      const { found, cookie } = await this.#client.discover(namespace, this.#cookie)
      this.#cookie = cookie
      for (const { peerId, addresses, ttl } of found) {
        if (peerId.equals(this.#host.peerId)) continue
        await this.#host.peerStore.merge(peerId, { multiaddrs: addresses.map((one) => multiaddr(one)) })
        const [peer, expires] = [peerId.toString(), Date.now() + ttl]
        this.#observe({
          kind: 'rendezvous-discovered',
          at: this.#point,
          namespace,
          peer,
          addresses,
          expires,
        })
      }
    } catch (error) {
      this.#cookie = null
      this.#failed('discover', error)
    }
  }

  #failed(request: 'register' | 'discover', error: unknown): void {
    const { namespace } = this.#config
    this.#observe({
      kind: 'rendezvous-failed',
      at: this.#point,
      namespace,
      request,
      reason: messageOf(error),
    })
  }

  /** The addresses that other peers can dial, without the peer id, which is in the record. */
  #addresses(): readonly string[] {
    const own = `/p2p/${this.#host.peerId.toString()}`
    return this.#host
      .getMultiaddrs()
      .filter(
        (address) => isOnLoopback(address.toString()) || isRelayed(address.toString()) || !isPrivate(address),
      )
      .map((address) => {
        const text = address.toString()
        return text.endsWith(own) ? text.slice(0, -own.length) : text
      })
  }
}

/** Loopback addresses are valid where all nodes are on one machine. */
function isOnLoopback(address: string): boolean {
  return isLoopback(ipOf(address) ?? '')
}

function isRelayed(address: string): boolean {
  return address.includes('/p2p-circuit')
}
