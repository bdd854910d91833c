import { aspect } from '../../../base/layers.ts'
import { privateAddress, publicAddresses } from './addresses.ts'
import type { Core } from './core.ts'
import type { Host } from './host.ts'
import type { Realm } from './network.ts'
import { noChanges, type ReversibleFault } from './switch-config.ts'

/** The addresses that each host had on each network: on its return it gets them again, as from a DHCP lease. */
export type Leases = Map<string, readonly string[]>

export interface Move extends ReversibleFault {
  /** The host's addresses from now on. */
  readonly addresses: readonly string[]
}

/**
 * Takes a host to another network. Its old addresses are gone, and sockets that are bound to them hang as Linux lets
 * them: nothing that they send leaves, nothing sent to them arrives, nobody is told. They fail when retransmission
 * gives up or the application does; or they go on, if the host returns before that.
 */
export function move(core: Core, leases: Leases, host: Host, router: string | null): Move {
  const end = core.layers.of(placeOfHost, host).add(router, host.lineage[0] ?? null)
  return {
    ...relocate(core, leases, host, router),
    heal: () => {
      const ending = end()
      return ending.kind === 'uncovered' ? relocate(core, leases, host, ending.state).changes : noChanges
    },
  }
}

/** The router that a host is behind; null: none. */
const placeOfHost = aspect<string | null>('place of a host')

function relocate(core: Core, leases: Leases, host: Host, router: string | null): Omit<Move, 'heal'> {
  const before = host.lineage[0] ?? null
  const old = host.addresses
  const realm = core.network.realmOf(router)
  leases.set(leaseKey(host, host.realm), old)
  for (const address of old) host.realm.members.delete(address)
  host.addresses =
    realm === host.realm ? old : (leases.get(leaseKey(host, realm)) ?? freshAddresses(core, leases, realm))
  leases.set(leaseKey(host, realm), host.addresses)
  host.realm = realm
  host.lineage = core.network.lineage(router)
  for (const address of host.addresses) realm.members.set(address, host)
  core.paths.epoch += 1
  let connectionsAffected = 0
  for (const { phase, local } of host.sockets.values()) {
    if (phase === 'open' && old.includes(local.address) && !host.addresses.includes(local.address))
      connectionsAffected += 1
  }
  return {
    addresses: host.addresses,
    changes: { ...noChanges, hostsMoved: before === router ? 0 : 1, connectionsAffected },
  }
}

function freshAddresses(core: Core, leases: Leases, { router, members }: Realm): readonly string[] {
  const leased = new Set([...leases.values()].flat())
  const { routers } = core.network
  const shared = [...routers.values()].some((each) => router !== null && each.outside.router === router)
  for (let index = 0; ; index += 1) {
    const addresses =
      router === null
        ? publicAddresses(index)
        : [privateAddress(router.index - core.hosts.length, index, shared)]
    if (addresses.every((address) => !members.has(address) && !leased.has(address))) return addresses
  }
}

function leaseKey(host: Host, { router }: Realm): string {
  return `${host.name}@${router?.name ?? ''}`
}
