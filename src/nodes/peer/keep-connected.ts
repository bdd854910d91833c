/**
 * Keeps connections to the peers that were introduced: dials their given addresses when a connection is missing, or once
 * only.
 */
import type { Libp2p } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { messageOf } from '../../base/errors.ts'
import type { Observe } from '../host/observe.ts'

/** Pause between two attempts, in milliseconds. */
const retryInterval = 10_000

export class KeepConnected {
  readonly #host: Libp2p
  readonly #observe: Observe
  readonly #addresses = new Map<string, readonly string[]>()
  readonly #dialling = new Set<string>()
  readonly #once: boolean
  #timer: NodeJS.Timeout | undefined

  constructor(host: Libp2p, observe: Observe, once: boolean) {
    this.#host = host
    this.#observe = observe
    this.#once = once
  }

  introduce(peerId: string, addresses: readonly string[]): void {
    if (this.#once) {
      const isNew = addresses.length > 0 && !this.#addresses.has(peerId)
      if (!isNew) return
      this.#addresses.set(peerId, addresses)
      this.#dial(peerId, addresses)
      return
    }
    this.#addresses.set(peerId, addresses)
    this.#timer ??= setInterval(() => this.#check(), retryInterval)
    this.#check()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #check(): void {
    for (const [peerId, addresses] of this.#addresses) {
      const isConnected = this.#host.getConnections(peerIdFromString(peerId)).length > 0
      if (!isConnected && addresses.length > 0 && !this.#dialling.has(peerId)) this.#dial(peerId, addresses)
    }
  }

  async #dial(peerId: string, addresses: readonly string[]): Promise<void> {
    this.#dialling.add(peerId)
    try {
      await this.#host.dial(addresses.map((address) => multiaddr(address)))
    } catch (error) {
      this.#observe({ kind: 'note', text: `could not connect to ${peerId}: ${messageOf(error)}` })
    } finally {
      this.#dialling.delete(peerId)
    }
  }
}
