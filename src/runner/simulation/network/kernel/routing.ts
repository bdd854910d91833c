/** The network between hosts, as a kernel uses it. `routes` implements this interface. */
import type { Endpoint } from '../../../../protocol/wire.ts'
import type { Link } from './link.ts'
import type { PacketKind } from './segment.ts'
import type { FoundRoute, Host } from './state.ts'
import type { Trail } from './trail.ts'

export interface Routing {
  /** Finds the route of one packet. The NATs by which it leaves make and refresh their mappings. */
  find(from: Host, source: Endpoint, destination: Endpoint, kind: PacketKind, now: number): Route
  /** The addresses of the other machines on a host's own network, of the family of `address`. */
  neighbours(of: Host, address: string): readonly string[]
  /** Returns true when no packet gets through from one host to another, and no reset answers it. */
  isSilent(from: Host, to: Host): boolean
  /** The router whose inside a host is on; null: the internet. */
  networkOf(host: Host): string | null
  /** Milliseconds from one host to another. */
  latency(from: Host, to: Host): number
}

/**
 * `lost`: silence. `rejected`: a router answers with a reset. `unreachable`: the sender's own network knows. `full`: a NAT
 * on the way out has no port left, and says so (RFC 5508 REQ-8).
 */
export type Route =
  | FoundRoute
  | { readonly kind: 'lost'; readonly trail: () => Trail }
  | { readonly kind: 'full'; readonly trail: () => Trail }
  | { readonly kind: 'rejected'; readonly link: Link; readonly trail: () => Trail }
  | { readonly kind: 'unreachable' }
