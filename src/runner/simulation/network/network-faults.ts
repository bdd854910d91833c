/** The faults of a network between nodes. The switch applies them at once, a network of the kernel takes a moment. */
import type { Changes } from './faults/changes.ts'
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

export interface NetworkFaults {
  addresses(host: string): readonly string[]
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
  /** Restarts a router: it forgets its mappings, and all that UPnP made. */
  restartRouter(router: string, now: number): Eventual<Changes>
  /** Changes the answers of a router's gateway by UPnP. */
  setGateway(router: string, state: GatewayState): Eventual<NetworkChange>
  /** Changes the name server's answers. */
  setNames(rule: Omit<NameRule, 'met'>): Eventual<NetworkChange>
  /** Moves a host to another network: behind a router, or (null) onto the public internet. */
  move(host: string, router: string | null, now: number): Eventual<NetworkChange>
}
