/** What was not made by the agent's own `createLibp2p`, as the agent knows it, whatever its release. */
import * as circuitRelay from '@libp2p/circuit-relay-v2'
import type { Libp2p } from '@libp2p/interface'
import * as libp2p from 'libp2p'
import type { RelayClient } from '../peer/observe-reservations.ts'

/** The adapters of older releases bring `adaptHost` (../releases); a host of libp2p 3 is right as it is. */
export function agentHost(host: Libp2p): Libp2p {
  const { adaptHost } = libp2p as { readonly adaptHost?: (host: Libp2p) => Libp2p }
  return adaptHost === undefined ? host : adaptHost(host)
}

/** A circuit relay transport that tells what becomes of its reservations. */
export function agentRelayClient(client: RelayClient): RelayClient {
  const { adaptRelayClient } = circuitRelay as { readonly adaptRelayClient?: (client: RelayClient) => void }
  adaptRelayClient?.(client)
  return client
}
