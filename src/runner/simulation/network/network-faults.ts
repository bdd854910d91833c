/** The faults of a network between nodes. The switch applies them at once, a network of the kernel takes a moment. */
import type { Changes, ReversibleFault } from './faults/changes.ts'
import type { CutRule } from './faults/cut.ts'
import type { HostPort, PortChanges } from './faults/map-port.ts'
import type { LinkRule } from './routes/link-rule.ts'
import type { NatBehaviour } from './routes/nat-behaviour.ts'
import type { GatewayState } from './services/gateway/gateway.ts'
import type { NameRule } from './services/name-server.ts'

type Eventual<T> = T | Promise<T>

/** A change of the network that can be undone. */
export interface NetworkChange {
  readonly changes: Changes
  /** Undoes the change. A second call does nothing. */
  heal(now: number): Eventual<Changes>
}

/** A change of a port mapping that can be undone. */
export interface PortChange extends PortChanges {
  heal(): Eventual<PortChanges>
}

/** The faults of the machines that serve all nodes, which only the virtual network has. */
export interface ServiceFaults {
  /** Restarts a router: it forgets all mappings but those that people have made. */
  restartRouter(router: string, now: number): Changes
  /** Changes what a router's gateway tells by UPnP. */
  setGateway(router: string, state: GatewayState): ReversibleFault
  /** Changes the answers of the name server. */
  setNames(rule: Omit<NameRule, 'met'>): ReversibleFault
  /** The addresses of a host. */
  addresses(host: string): readonly string[]
}

export interface NetworkFaults {
  /** Null: the network has no such machines. */
  readonly services: ServiceFaults | null
  cut(rule: CutRule, now: number): Eventual<NetworkChange>
  partition(
    groups: readonly (readonly string[])[],
    now: number,
    mode?: CutRule['mode'],
  ): Eventual<NetworkChange>
  setLink(rule: LinkRule, now: number): Eventual<NetworkChange>
  /** Removes a router's mappings, except static ones. */
  flushNat(router: string, now: number): Eventual<Changes>
  /** Replaces the NAT of a router. Mappings are lost, except static ones. */
  setNat(router: string, behaviour: NatBehaviour, now: number): Eventual<NetworkChange>
  /** Maps a router's port to a port of a host, or (null) to none. */
  mapPort(router: string, external: number, to: HostPort | null): Eventual<PortChange>
  /** Moves a host to another network: behind a router, or (null) onto the public internet. */
  move(host: string, router: string | null, now: number): Eventual<NetworkChange>
}
