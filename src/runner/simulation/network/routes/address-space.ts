import type { Host } from '../kernel/state.ts'
import type { LinkEnd } from './links.ts'
import type { NatTable } from './nat-table.ts'
import type { RouterConfig } from './router-config.ts'

/** A network in which an address names one machine: the internet (no router), or the inside of a NAT. */
export interface AddressSpace {
  readonly router: Router | null
  readonly members: Map<string, Attachment | Router>
}

/** A router with a NAT. */
export interface Router extends LinkEnd {
  readonly kind: 'router'
  readonly config: RouterConfig
  readonly nat: NatTable
  /** The NAT of UDP: it has ports of its own. */
  readonly udp: NatTable
  readonly inside: AddressSpace
  outside: AddressSpace
}

/** The place at which a host is attached to the network. */
export interface Attachment extends LinkEnd {
  readonly kind: 'host'
  readonly host: Host
  lineage: readonly string[]
  space: AddressSpace
}
