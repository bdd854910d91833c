/**
 * Makes a running host listen through a relay again. libp2p has no call for that: a circuit listener stays with the
 * transport manager when its reservation is lost, and each new listener would stay there too. So this class
 * remembers the listener of each relay and calls its `listen` again, or makes a new one where a release has closed
 * it. It skips members that a release does not have.
 */
import type { Libp2p, PeerId } from '@libp2p/interface'
import { type Multiaddr, multiaddr } from '@multiformats/multiaddr'
import { base58btc } from 'multiformats/bases/base58'
import type { CircuitListener, RelayClient } from './observe-reservations.ts'

/** The used part of a host: public members that its interface lacks. */
interface Components {
  readonly transportManager: {
    getTransports: () => readonly object[]
    getListeners: () => readonly unknown[]
    listen: (addresses: Multiaddr[]) => Promise<void>
  }
}

export class RelayListeners {
  readonly #client: RelayClient
  readonly #transportManager: Components['transportManager']
  readonly #listeners = new Map<string, CircuitListener>()

  /** The host has not been started yet. */
  constructor(host: Libp2p) {
    this.#transportManager = (
      host as unknown as { readonly components: Components }
    ).components.transportManager
    const client = this.#transportManager.getTransports().find(isRelayClient)
    if (client === undefined) throw new Error('the host has no circuit relay transport')
    this.#client = client
    const createListener = client.createListener.bind(client)
    client.createListener = (options) => {
      const listener = createListener(options)
      const listen = listener.listen.bind(listener)
      listener.listen = async (address) => {
        const key = address.toString()
        // libp2p adds a second listener for a relay that peers dial through; the first one stays the relay's.
        if (!this.isOpen(key)) this.#listeners.set(key, listener)
        await listen(address)
      }
      return listener
    }
  }

  /** Returns whether libp2p still has a listener for this address, which ends in `/p2p-circuit`. */
  isOpen(address: string): boolean {
    const listener = this.#listeners.get(address)
    return listener !== undefined && this.#transportManager.getListeners().includes(listener)
  }

  holdsReservation(relay: PeerId): boolean {
    return this.#client.reservationStore.hasReservation(relay)
  }

  /** Asks for a reservation and listens through it. May resolve without a reservation. */
  async listen(relay: PeerId, address: string): Promise<void> {
    // The store never asks a relay again after a failed dial.
    this.#client.reservationStore.relayFilter?.remove?.(multihashOf(relay))
    const listener = this.#listeners.get(address)
    if (listener !== undefined && this.isOpen(address)) return listener.listen(multiaddr(address))
    if (listener !== undefined) this.#detach(listener)
    await this.#transportManager.listen([multiaddr(address)])
  }

  /** A closed listener would close again at the next loss of a reservation, together with another listener. */
  #detach(listener: CircuitListener): void {
    const store = this.#client.reservationStore
    store.removeEventListener?.('relay:removed', listener._onRemoveRelayPeer ?? null)
    store.removeEventListener?.('relay:created-reservation', listener._onAddRelayPeer ?? null)
  }
}

/** The name of this method differs between major releases. */
function multihashOf(peer: PeerId): Uint8Array {
  return base58btc.decode(`z${peer.toString()}`)
}

function isRelayClient(transport: object): transport is RelayClient {
  return 'reservationStore' in transport
}
