/** The holders of reservations, with their expiry. */
import type { PeerId } from '@libp2p/interface'
import type { HopAnswer, Printable, ReservationStore } from './relay-server.ts'

export interface Claim {
  readonly peer: PeerId
  /** The multiaddr that it asks from. */
  readonly address: Printable
  /** Further arguments of the store. */
  readonly rest: readonly unknown[]
}

export interface Ledger {
  /** Number of all reservations. */
  readonly size: number
  /** Returns whether granting the claim would renew a reservation. */
  holds(claim: Claim): boolean
  countOf(peer: PeerId): number
  grant(claim: Claim): HopAnswer
  /** Deletes the reservations of a peer without telling it; returns their number. */
  drop(peer: PeerId): number
  /** Takes the close of a connection of the peer; `remaining` are the multiaddrs of its other connections. */
  disconnected(peer: PeerId, remaining: readonly Printable[]): void
  /** Stops all timers. */
  stop(): void
}

export type Ended = (peer: PeerId, how: 'expired' | 'disconnected') => void

/**
 * The store of js-libp2p as it comes: one reservation for each peer, which ends when the store deletes it: by a timer, or
 * in libp2p 1 by a check every five minutes.
 */
export function ledgerOfLibp2p(store: ReservationStore, ended: Ended): Ledger {
  const { reservations } = store
  const reserve = store.reserve.bind(store)
  const remove = store.removeReservation.bind(store)
  const forget = reservations.delete.bind(reservations)
  const told = new Set<string>()
  reservations.delete = (peer) => {
    const wasThere = forget(peer)
    if (told.delete(peer.toString())) ended(peer, 'expired')
    return wasThere
  }
  // The server takes a reservation back when it could not send its answer.
  store.removeReservation = (peer) => {
    const wasThere = told.delete(peer.toString())
    remove(peer)
    if (wasThere) ended(peer, 'disconnected')
  }
  return {
    get size() {
      return reservations.size
    },
    holds: ({ peer }) => store.get(peer) !== undefined,
    countOf: (peer) => (store.get(peer) === undefined ? 0 : 1),
    grant: ({ peer, address, rest }) => {
      const answer = reserve(peer, address, ...rest)
      if (answer.status === 'OK') told.add(peer.toString())
      return answer
    },
    drop: (peer) => {
      const held = store.get(peer)
      if (held === undefined) return 0
      held.signal?.clear?.()
      told.delete(peer.toString())
      remove(peer)
      return 1
    },
    disconnected: () => {},
    stop: () => {},
  }
}
