/** Adapts hosts that the agent's own `createLibp2p` did not make, of any release. */
import * as circuitRelay from '@libp2p/circuit-relay-v2'
import type { Libp2p } from '@libp2p/interface'
import * as libp2p from 'libp2p'
import type { RelayClient } from '../peer/observe-reservations.ts'

/** Adapters of older releases have `adaptHost` (../adapters); a host of libp2p 3 needs no adapter. */
export function agentHost(host: Libp2p): Libp2p {
  const { adaptHost } = libp2p as { readonly adaptHost?: (host: Libp2p) => Libp2p }
  return adaptHost === undefined ? host : adaptHost(host)
}

/** A circuit relay transport whose reservations are observed. */
export function agentRelayClient(client: RelayClient): RelayClient {
  const { adaptRelayClient } = circuitRelay as { readonly adaptRelayClient?: (client: RelayClient) => void }
  adaptRelayClient?.(client)
  return client
}
