/** A host that was not made by the agent's `createLibp2p`, as the agent knows hosts, whatever its release. */
import type { Libp2p } from '@libp2p/interface'
import * as libp2p from 'libp2p'

/** The adapters of older releases bring `adaptHost` (../releases); a host of libp2p 3 is right as it is. */
export function agentHost(host: Libp2p): Libp2p {
  const { adaptHost } = libp2p as { readonly adaptHost?: (host: Libp2p) => Libp2p }
  return adaptHost === undefined ? host : adaptHost(host)
}
