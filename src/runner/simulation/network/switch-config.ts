import type { NatBehaviour } from './nat-behaviour.ts'

/** Everything that the virtual network is made of, resolved. Times in milliseconds, sizes in bytes. */
export interface SwitchConfig {
  readonly seed: number
  readonly hosts: readonly HostConfig[]
  readonly routers: readonly RouterConfig[]
  readonly links: readonly LinkRule[]
  /** Bytes of one direction of a connection that its receiver has not consumed yet; 1 MiB when absent. */
  readonly window?: number
}

export interface HostConfig {
  readonly name: string
  /** At most one IPv4 and one IPv6 address; see `assignAddresses`. */
  readonly addresses: readonly string[]
  /** The router that the host is behind; null: on the public internet. */
  readonly router: string | null
  /** Tells apart the hosts of one process: the `node` of its frames; 0 when absent. */
  readonly node?: number
}

export interface RouterConfig {
  readonly name: string
  /** Its external addresses: the first IPv4 address is the one that it translates to. */
  readonly addresses: readonly string[]
  /** null: a router without NAT; hosts behind it are on the network that the router itself is on. */
  readonly nat: NatBehaviour | null
  readonly behind: string | null
  /** Static port mappings, as a port forward or UPnP leaves them. Flushing does not remove them. */
  readonly ports: readonly PortForward[]
}

export interface PortForward {
  readonly external: number
  /** A host or router directly behind this router. */
  readonly to: string
  readonly port: number
}

/** What a link is like in one direction. */
export interface LinkQuality {
  readonly latency: number
  /** Each segment takes up to this much longer. The order within a connection is kept. */
  readonly jitter: number
  /** Bytes per second; null: unlimited. */
  readonly bandwidth: number | null
  /** The share of packets lost, 0 to 1. Lost packets are sent again after a retransmission timeout. */
  readonly loss: number
}

/**
 * Qualities from one end to the other. An end is a host, a router (everything behind it, seen from outside) or `*`.
 * Of several rules the most specific decides, of equally specific ones the last, for each quality by itself.
 */
export interface LinkRule extends Partial<LinkQuality> {
  readonly from: string
  readonly to: string
  readonly oneWay?: boolean
}

export interface CutRule {
  /** Hosts, routers or `*`. */
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly mode: 'refuse' | 'blackhole'
  readonly oneWay: boolean
}

/** What a fault changed. All zero: it changed nothing. */
export interface Changes {
  readonly connectionsClosed: number
  /** Open connections that the fault touches without closing them. */
  readonly connectionsAffected: number
  /** Segments that were stopped: in flight when a cut begins; all that it stopped when it heals. */
  readonly deliveriesHeld: number
  readonly connectsRefused: number
  readonly mappingsLost: number
  readonly listenersLost: number
  readonly pathsChanged: number
  readonly hostsMoved: number
}

/** A fault that can be undone. `heal` does so once; again it does nothing. */
export interface ReversibleFault {
  readonly changes: Changes
  heal(now: number): Changes
}

export const noChanges: Changes = {
  connectionsClosed: 0,
  connectionsAffected: 0,
  deliveriesHeld: 0,
  connectsRefused: 0,
  mappingsLost: 0,
  listenersLost: 0,
  pathsChanged: 0,
  hostsMoved: 0,
}
