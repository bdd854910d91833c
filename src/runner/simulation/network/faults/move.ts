import { aspect } from '../../../../base/layers.ts'
import type { Host } from '../kernel/state.ts'
import type { AddressSpace } from '../routes/address-space.ts'
import { privateAddress, publicAddresses } from '../routes/addresses.ts'
import { noChanges, type ReversibleFault } from './changes.ts'
import type { NetworkParts } from './network-parts.ts'

/** Addresses that each host had in each address space: on its return it gets them again, as from a DHCP lease. */
export type Leases = Map<string, readonly string[]>

export interface Move extends ReversibleFault {
  /** The host's addresses from now on. */
  readonly addresses: readonly string[]
}

/**
 * Moves a host to another network, where it has other addresses. Sockets that are bound to its old addresses hang, as on
 * Linux: they send and receive nothing, and nobody is told. They fail when retransmission or the application gives up,
 * and go on if the host returns before that.
 */
export function moveHost(
  parts: NetworkParts,
  leases: Leases,
  host: Host,
  router: string | null,
  now: number,
): Move {
  const end = parts.layers.of(placeOfHost, host).add(router, routerOf(parts, host))
  const go = (to: string | null, at: number) => {
    const moved = relocate(parts, leases, host, to)
    parts.kernel.tap?.moved(host, at)
    return moved
  }
  return {
    ...go(router, now),
    heal: (then) => {
      const ending = end()
      return ending.kind === 'uncovered' ? go(ending.state, then).changes : noChanges
    },
  }
}

/** The router that a host is behind; null: none. */
const placeOfHost = aspect<string | null>('place of a host')

function routerOf({ routes }: NetworkParts, host: Host): string | null {
  return routes.attachment(host).lineage[0] ?? null
}

function relocate(
  parts: NetworkParts,
  leases: Leases,
  host: Host,
  router: string | null,
): Omit<Move, 'heal'> {
  const { routes } = parts
  const before = routerOf(parts, host)
  const old = host.addresses
  const { space: oldSpace } = routes.attachment(host)
  const space = routes.spaceBehind(router)
  leases.set(leaseKey(host, oldSpace), old)
  routes.detach(host)
  host.addresses =
    space === oldSpace ? old : (leases.get(leaseKey(host, space)) ?? freshAddresses(parts, leases, space))
  leases.set(leaseKey(host, space), host.addresses)
  routes.attach(host, router)
  let connectionsAffected = 0
  for (const { phase, orphan, local } of host.sockets.values()) {
    if (phase === 'open' && !orphan && old.includes(local.address) && !host.addresses.includes(local.address))
      connectionsAffected += 1
  }
  return {
    addresses: host.addresses,
    changes: { ...noChanges, hostsMoved: before === router ? 0 : 1, connectionsAffected },
  }
}

function freshAddresses({ kernel, routes }: NetworkParts, leases: Leases, space: AddressSpace) {
  const { router, members } = space
  const leased = new Set([...leases.values()].flat())
  const isShared = [...routes.routers.values()].some(
    (each) => router !== null && each.outside.router === router,
  )
  for (let index = 0; ; index += 1) {
    const addresses: readonly string[] =
      router === null
        ? publicAddresses(index)
        : [privateAddress(router.index - kernel.hosts.length, index, isShared)]
    if (addresses.every((address) => !members.has(address) && !leased.has(address))) return addresses
  }
}

function leaseKey(host: Host, { router }: AddressSpace): string {
  return `${host.name}@${router?.name ?? ''}`
}
