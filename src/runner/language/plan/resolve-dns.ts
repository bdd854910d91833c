/** The names of a plan: what the name server of the virtual network knows. */
import type { NameRecords } from '../../../protocol/names.ts'
import { outsideOf, publicAddressesOf } from '../../simulation/network/routes/outside.ts'
import { dnsSchema } from '../topology/dns-schema.ts'
import { resolveParams } from '../topology/resolve-params.ts'
import type { Topology } from '../topology/topology.ts'
import type { Names } from '../values/selector.ts'
import type { NodePlan, RouterPlan } from './plan.ts'

interface Resolved {
  readonly names: Names
  readonly nodes: readonly NodePlan[]
  readonly routers: readonly RouterPlan[]
}

export function resolveDns({ dns }: Topology, { names, nodes, routers }: Resolved): readonly NameRecords[] {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const routersByName = new Map(routers.map((router) => [router.name, router]))
  const nodesOf = (selected: readonly string[]) => selected.flatMap((name) => byName.get(name) ?? [])
  return dns.flatMap(({ name, keys }) => {
    if (keys === null) return []
    const records = resolveParams(keys, dnsSchema, names)
    const all = [
      ...nodesOf(records.nodes).flatMap((node) => publicAddressesOf(node, routersByName)),
      ...records.addresses,
    ]
    const own: NameRecords = {
      name,
      a: all.filter((address) => !address.includes(':')),
      aaaa: all.filter((address) => address.includes(':')),
      txt: records.txt,
    }
    const multiaddrs = nodesOf(records.dnsaddr).flatMap((node) =>
      outsideOf(node, routersByName).map(
        ({ address, port }) =>
          `dnsaddr=/${address.includes(':') ? 'ip6' : 'ip4'}/${address}/tcp/${port}/p2p/${node.peerId}`,
      ),
    )
    if (multiaddrs.length === 0) return [own]
    const listed = { name: `_dnsaddr.${name}`, a: [], aaaa: [], txt: multiaddrs }
    return all.length + records.txt.length === 0 ? [listed] : [own, listed]
  })
}
