/**
 * Before circuit-relay-v2 3 the client's `addRelay` returned nothing: it logged why there was no reservation, and did
 * not fail. This adapter makes it return and fail for observers, while libp2p sees no change. As in later releases, a
 * relay can be asked again after a failed dial, and an address that names no relay makes libp2p look for
 * one.
 */

import * as release from '@libp2p/circuit-relay-v2'
import type { Multiaddr } from '@multiformats/multiaddr'

export * from '@libp2p/circuit-relay-v2'

interface OldStore {
  addRelay: (peer: object, type: string) => Promise<unknown>
  readonly reservations: { get(peer: object): object | undefined }
  relayFilter?: RelayFilter
  readonly log: { error?: (format: unknown, ...values: unknown[]) => void }
}

/** Relays after a failed dial, which the store does not ask again. */
interface RelayFilter {
  has(peer: Uint8Array): boolean
  add(peer: Uint8Array): void
  remove?(peer: Uint8Array): void
}

class NotReserved extends Error {}

export const circuitRelayTransport: typeof release.circuitRelayTransport = (init) => {
  return (components) => {
    const transport = release.circuitRelayTransport({ ...init, ...discovery(components) })(components)
    const { reservationStore } = transport as { readonly reservationStore?: OldStore }
    if (reservationStore !== undefined) {
      forgetRelays(reservationStore)
      adaptReservations(reservationStore)
    }
    return transport
  }
}

/** Older releases take the number of relays to look for; later ones ignore it. */
function discovery(components: object): object {
  const { addressManager } = components as {
    readonly addressManager: { getListenAddrs(): readonly Multiaddr[] }
  }
  const unnamed = addressManager.getListenAddrs().filter((address) => address.toString() === '/p2p-circuit')
  return { discoverRelays: unnamed.length }
}

/** Adapts only the events about reservations of a transport that other code made. */
export function adaptRelayClient({ reservationStore }: { readonly reservationStore: OldStore }): void {
  adaptReservations(reservationStore)
}

/** Older releases have a Bloom filter, from which no entry can be removed. */
function forgetRelays(store: OldStore): void {
  if (store.relayFilter === undefined || store.relayFilter.remove !== undefined) return
  const known = new Set<string>()
  const keyOf = (peer: Uint8Array) => Buffer.from(peer).toString('hex')
  store.relayFilter = {
    has: (peer) => known.has(keyOf(peer)),
    add: (peer) => known.add(keyOf(peer)),
    remove: (peer) => known.delete(keyOf(peer)),
  }
}

function adaptReservations(store: OldStore): void {
  if ('reserveRelay' in store) return
  const reasons = hearReasons(store)
  const ask = store.addRelay.bind(store)
  let used: OldStore['addRelay'] = async (peer, type) => {
    const key = String(peer)
    reasons.delete(key)
    const result = await ask(peer, type)
    if (result !== undefined) return result
    const details = store.reservations.get(peer)
    if (details !== undefined) return { details }
    throw refusal(reasons.get(key))
  }
  Object.defineProperty(store, 'addRelay', {
    get: () => used,
    set: (watched: OldStore['addRelay']) => {
      used = (peer, type) =>
        watched(peer, type).catch((error: unknown) => {
          if (!(error instanceof NotReserved)) throw error
        })
    },
  })
}

/** No reason means that no reservation was needed. Later releases give it the same name. */
function refusal(reason: string | undefined): NotReserved {
  const error = new NotReserved(reason ?? 'the relay was not asked')
  error.name = reason === undefined ? 'HadEnoughRelaysError' : 'Error'
  return error
}

/** Peer -> the reason why it gave no reservation, from the log of the store. */
function hearReasons({ log }: OldStore): Map<string, string> {
  const reasons = new Map<string, string>()
  const error = log.error?.bind(log)
  log.error = (format, ...values) => {
    const cause = values.find((value) => value instanceof Error)
    if (cause instanceof Error) reasons.set(String(values[0]), cause.message)
    error?.(format, ...values)
  }
  return reasons
}
