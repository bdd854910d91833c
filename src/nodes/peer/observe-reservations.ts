/**
 * Observes the reservations of a client. The transport's reservation store has no events for renewals and
 * failures in all releases, so its `addRelay`, through which every request goes, is wrapped.
 */

import type { PeerId } from '@libp2p/interface'
import { messageOf } from '../../base/errors.ts'
import { relayIn } from '../../base/multiaddr-text.ts'
import type { Observe } from '../host/observe.ts'

interface Reserved {
  readonly details: { readonly reservation: { readonly expire: bigint } }
}

/** The watched part of the circuit relay transport, which its public type lacks. */
export interface RelayClient {
  readonly reservationStore: {
    addRelay: (peer: PeerId, type: string) => Promise<Reserved>
    hasReservation: (peer: PeerId) => boolean
    addEventListener: (type: 'relay:removed', listener: (event: CustomEvent<unknown>) => void) => void
    removeEventListener?: (type: string, listener: object | null) => void
    readonly reservations?: Iterable<readonly [PeerId, Reserved['details']]>
    readonly relayFilter?: { remove?: (peer: Uint8Array) => boolean }
  }
  createListener: (options: object) => CircuitListener
}

export interface CircuitListener {
  listen: (address: { toString(): string }) => Promise<void>
  readonly _onRemoveRelayPeer?: object
  readonly _onAddRelayPeer?: object
}

export function observeReservations(client: RelayClient, observe: Observe): void {
  const store = client.reservationStore
  const known = new Map<string, bigint>()
  const asking = new Set<string>()
  const lostMeanwhile = new Set<string>()
  const reported = new WeakSet<object>()

  const failed = (relay: string, error: unknown) => {
    if (typeof error === 'object' && error !== null) {
      if (reported.has(error)) return
      reported.add(error)
    }
    observe({ kind: 'reservation-failed', relay, reason: messageOf(error) })
  }

  const lost = (relay: string, reason: string) => {
    known.delete(relay)
    observe({ kind: 'reservation-lost', relay, reason })
  }

  // A transport made by other code may hold reservations already.
  for (const [peer, { reservation }] of store.reservations ?? []) {
    known.set(peer.toString(), reservation.expire)
    const expires = Number(reservation.expire) * 1000
    observe({ kind: 'reservation-made', relay: peer.toString(), renewal: false, expires })
  }

  const addRelay = store.addRelay.bind(store)
  store.addRelay = async (peer, type) => {
    const relay = peer.toString()
    const renewal = store.hasReservation(peer)
    asking.add(relay)
    try {
      const reserved = await addRelay(peer, type)
      const { expire } = reserved.details.reservation
      if (known.get(relay) !== expire) {
        known.set(relay, expire)
        observe({ kind: 'reservation-made', relay, renewal, expires: Number(expire) * 1000 })
      }
      return reserved
    } catch (error) {
      if (!isUnneeded(error)) failed(relay, error)
      if (lostMeanwhile.has(relay)) lost(relay, messageOf(error))
      throw error
    } finally {
      asking.delete(relay)
      lostMeanwhile.delete(relay)
    }
  }

  store.addEventListener('relay:removed', (event) => {
    const relay = relayOf(event.detail)
    // When a renewal fails, the store drops the reservation before it reports the reason.
    if (asking.has(relay)) lostMeanwhile.add(relay)
    else lost(relay, 'the connection to the relay closed')
  })

  const createListener = client.createListener.bind(client)
  client.createListener = (options) => {
    const listener = createListener(options)
    const listen = listener.listen.bind(listener)
    listener.listen = async (address) => {
      try {
        await listen(address)
      } catch (error) {
        const relay = relayIn(address.toString())
        if (relay !== undefined) failed(relay, error)
        throw error
      }
    }
    return listener
  }
}

/** Returns true for an error that is no failure: libp2p asks more of the relays that it finds than it needs. */
function isUnneeded(error: unknown): boolean {
  return error instanceof Error && ['HadEnoughRelaysError', 'RelayQueueFullError'].includes(error.name)
}

/** The event's detail was the relay's peer id until circuit-relay-v2 3. */
function relayOf(detail: unknown): string {
  const relay = typeof detail === 'object' && detail !== null && 'relay' in detail ? detail.relay : detail
  return String(relay)
}
