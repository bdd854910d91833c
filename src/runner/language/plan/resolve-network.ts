/** The network of a plan: addresses assigned, patterns of links resolved. */
import { createRandom, type Random } from '../../../base/random.ts'
import { assignAddresses } from '../../simulation/network/routes/addresses.ts'
import { layOut } from '../topology/layout.ts'
import { classesOf, type LinkKeys, linkSchema } from '../topology/link-schema.ts'
import { namedNodes } from '../topology/node-names.ts'
import { resolveParams } from '../topology/resolve-params.ts'
import type { Topology } from '../topology/topology.ts'
import { endsOf } from '../values/ends.ts'
import { qualitiesOf } from '../values/link-quality.ts'
import type { Names } from '../values/selector.ts'
import { assignShares } from '../values/shares.ts'
import type { LinkPlan, Plan, RouterPlan } from './plan.ts'

export interface ResolvedNetwork {
  readonly routers: readonly RouterPlan[]
  readonly links: readonly LinkPlan[]
  readonly addressesOf: (node: string) => readonly string[]
  readonly routerOf: (node: string) => string | null
}

const nothing: ResolvedNetwork = { routers: [], links: [], addressesOf: () => [], routerOf: () => null }

/** Default link between all machines: 10 ms each way, as on a real network. */
const everywhere: LinkPlan = {
  from: '*',
  to: '*',
  oneWay: false,
  latency: 10,
  jitter: 0,
  bandwidth: null,
  loss: 0,
}

export function resolveNetwork(topology: Topology, fabric: Plan['fabric'], names: Names): ResolvedNetwork {
  if (fabric === 'host') return nothing
  const layout = layOut(topology)
  const routers = layout.routers.map(({ router }) => router)
  const nodes = namedNodes(topology)
  const hosts = nodes.map(({ name }) => ({ name, router: layout.routerOf.get(name) ?? null }))
  const given = new Map(nodes.map(({ name, node }) => [name, node.keys?.address ?? null]))
  const withoutIpv6 = new Set(nodes.flatMap(({ name, node }) => (node.keys?.ipv6 === false ? [name] : [])))
  const assigned = assignAddresses({ hosts, routers })
  return {
    routers: routers.map((router) => ({ ...router, addresses: assigned.routers.get(router.name) ?? [] })),
    links: [
      everywhere,
      ...topology.links.flatMap(({ keys }, index) =>
        keys === null
          ? []
          : resolveLink(keys, names, createRandom(topology.header?.seed ?? 0, 'classes', index)),
      ),
    ],
    addressesOf: (node) => {
      const address = given.get(node) ?? null
      if (address !== null) return [address]
      const own = assigned.hosts.get(node) ?? []
      return withoutIpv6.has(node) ? own.filter((one) => !one.includes(':')) : own
    },
    routerOf: (node) => layout.routerOf.get(node) ?? null,
  }
}

/** One rule for each pair of names. */
function resolveLink(keys: LinkKeys, names: Names, random: Random): readonly LinkPlan[] {
  const resolved = resolveParams(keys, linkSchema, names)
  const { from, to, oneWay } = endsOf(resolved)
  const classes = classesOf(resolved)
  const assigned = assignShares(classes, from.length, random)
  const classNames = new Map(from.map((name, index) => [name, assigned[index]]))
  const qualitiesFrom = (name: string) =>
    classes.find(({ of }) => of === classNames.get(name))?.qualities ?? qualitiesOf(resolved)
  const pairs = new Map<string, LinkPlan>()
  for (const left of from) {
    for (const right of to) {
      if (left === right && left !== '*') continue
      const key = oneWay ? [left, right] : [left, right].toSorted()
      if (!pairs.has(key.join(' ')))
        pairs.set(key.join(' '), { from: left, to: right, oneWay, ...qualitiesFrom(left) })
    }
  }
  return [...pairs.values()]
}
