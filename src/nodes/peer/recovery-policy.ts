import type { Libp2p, PeerId } from '@libp2p/interface'
import { peerIdFromString } from '@libp2p/peer-id'
import type { NodeEvent } from '../../events/event.ts'
import type { Observe } from '../host/observe.ts'
import type { RelayListeners } from './relay-listeners.ts'

export interface RecoveryOptions {
  readonly host: Libp2p
  readonly listeners: RelayListeners
  /** Multiaddrs of the relays of its configuration, each with its peer id. */
  readonly relays: readonly string[]
  readonly observe: Observe
}

/** A client's way to get lost reservations back. */
export interface RecoveryPolicy {
  /** Must be called after the host has started. */
  start(): void
  stop(): void
  /** Takes every event of the host. */
  notice(event: NodeEvent): void
}

/** Returns true when the relay answered a request and refused it. The text is the same in libp2p 1 to 3. */
export function isRefusal(reason: string): boolean {
  return reason.includes('failed with status')
}

/** Returns the peer id at the end of a relay's multiaddr. */
export function relayPeerId(address: string): PeerId {
  const name = /\/p2p\/([^/]+)$/.exec(address)?.[1]
  if (name === undefined) throw new Error(`the relay's address ${address} does not end in its peer id`)
  return peerIdFromString(name)
}
