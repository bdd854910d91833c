import { aspect } from '../../../../base/layers.ts'
import type { PortMapping } from '../../../../protocol/peer-config.ts'
import type { Endpoint } from '../../../../protocol/wire.ts'
import type { Host } from '../kernel/state.ts'
import type { Router } from '../routes/address-space.ts'
import type { NatTable } from '../routes/nat-table.ts'
import { type Changes, noChanges } from './changes.ts'
import type { NetworkParts } from './network-parts.ts'

/** A port mapping that began or ended, and the host that it leads to, which its router could tell. */
export interface PortNews {
  readonly host: string
  readonly mapping: PortMapping
  readonly isOpen: boolean
}

export interface PortChanges {
  readonly changes: Changes
  readonly news: readonly PortNews[]
}

/** A change of a port mapping that can be undone. */
export interface PortFault extends PortChanges {
  heal(): PortChanges
}

/** A host's port, as the target of a port mapping. */
export interface HostPort {
  readonly host: string
  readonly port: number
}

/** Maps a router's port to an internal endpoint, or (null) to none. The latest of several changes counts. */
export function mapRouterPort(
  { layers }: NetworkParts,
  router: Router,
  external: number,
  internal: Endpoint | null,
): PortFault {
  const { nat } = router
  const end = layers.of(targetOfPort, placeOf(nat, external)).add(internal, nat.forwardOf(external))
  const changed = remap(router, external, internal)
  const heal = () => {
    const ending = end()
    return ending.kind === 'uncovered'
      ? remap(router, external, ending.state)
      : { changes: noChanges, news: [] }
  }
  return { ...changed, heal }
}

/** Returns the host's endpoint on the inside of the router. Throws Error: it has none. */
export function insideEndpoint({ name, inside }: Router, { host, port }: HostPort): Endpoint {
  const address = [...inside.members].find(([, member]) => member.name === host)?.[0]
  if (address === undefined) throw new Error(`${host} is not directly behind router ${name}`)
  return { address, port }
}

/** Returns the static port mappings that lead to a host at its present addresses. */
export function portsOf({ routes }: NetworkParts, host: Host): readonly PortMapping[] {
  const { router } = routes.attachment(host).space
  if (router === null) return []
  return router.nat.forwardsTo(host.addresses).map(({ internal, external }) => ({ internal, external }))
}

const targetOfPort = aspect<Endpoint | null>('target of a router’s port')

const places = new WeakMap<NatTable, Map<number, object>>()

/** Returns the object that stands for a port of a NAT: the same at each call. */
function placeOf(nat: NatTable, port: number): object {
  const ofNat = places.get(nat) ?? new Map<number, object>()
  places.set(nat, ofNat)
  const place = ofNat.get(port) ?? {}
  ofNat.set(port, place)
  return place
}

function remap(router: Router, external: number, internal: Endpoint | null): PortChanges {
  const { nat, udp } = router
  const before = nat.forwardOf(external)
  if (isSame(before, internal)) return { changes: noChanges, news: [] }
  // A port that people forward is one of TCP and of UDP.
  for (const table of [nat, udp]) {
    if (before !== null) table.unforward(external)
    if (internal !== null) table.forward({ external, internal })
  }
  return {
    changes: {
      ...noChanges,
      portsMapped: internal === null ? 0 : 1,
      portsUnmapped: before === null ? 0 : 1,
    },
    news: [...newsOf(router, external, before, false), ...newsOf(router, external, internal, true)],
  }
}

function newsOf(
  { nat, inside }: Router,
  port: number,
  internal: Endpoint | null,
  isOpen: boolean,
): readonly PortNews[] {
  const target = internal === null ? undefined : inside.members.get(internal.address)
  if (internal === null || target?.kind !== 'host') return []
  return [{ host: target.name, mapping: { internal, external: { address: nat.address, port } }, isOpen }]
}

function isSame(one: Endpoint | null, other: Endpoint | null): boolean {
  return one?.address === other?.address && one?.port === other?.port
}
