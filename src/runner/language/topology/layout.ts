/** The routers of a topology, and the router that each node is behind. No addresses yet. */
import { createRandom } from '../../../base/random.ts'
import { presetRouters, type RouterConfig } from '../../simulation/network/routes/router-config.ts'
import type { NatChoice } from '../values/nat.ts'
import type { Names } from '../values/selector.ts'
import { assignShares } from '../values/shares.ts'
import { namedNodes } from './node-names.ts'
import type { Topology, TopologyNode } from './topology.ts'

export interface Layout {
  /** The routers of the file in its order, then the own routers of nodes. A carrier's router follows its home router. */
  readonly routers: readonly PlacedRouter[]
  readonly byName: ReadonlyMap<string, RouterConfig>
  /** The router that each node is behind, or null, by the name of the node. */
  readonly routerOf: ReadonlyMap<string, string | null>
}

export interface PlacedRouter {
  readonly router: RouterConfig
  /** The router or node of the file that it comes from. */
  readonly owner: { readonly kind: 'router' | 'node'; readonly name: string }
}

export function layOut(topology: Topology): Layout {
  const declared = topology.routers.flatMap(({ name, keys }) => {
    const ports = (keys?.ports ?? []).map(({ external, to, port }) => ({
      external,
      to,
      port: port ?? external,
    }))
    const behind = keys?.behind ?? null
    const upnp = keys?.upnp ?? false
    return place({ kind: 'router', name }, name, keys?.nat ?? unknownNat, { behind, ports, upnp })
  })
  const nodes = namedNodes(topology)
  const nats = choicesOf(topology, natChoices)
  const behinds = choicesOf(topology, behindChoices)
  const behindOf = (name: string) => behinds.get(name) ?? null
  const own = nodes.flatMap(({ name }) => {
    const nat = nats.get(name)
    return nat === undefined
      ? []
      : place({ kind: 'node', name }, ownRouter(name), nat, {
          behind: behindOf(name),
          ports: [],
          upnp: false,
        })
  })
  const routerOf = new Map(nodes.map(({ name }) => [name, nats.has(name) ? ownRouter(name) : behindOf(name)]))
  const routers = [...declared, ...own]
  return { routers, byName: new Map(routers.map(({ router }) => [router.name, router])), routerOf }
}

/** Returns all names that selectors of a topology can use. */
export function namesOf(topology: Topology): Names {
  const routers = layOut(topology).routers.map(({ router }) => router)
  const nodeNames = namedNodes(topology).map(({ name }) => name)
  const routerNames = routers.map(({ name }) => name)
  return {
    nodes: nodeNames,
    routers: routerNames,
    machines: [...nodeNames, ...routerNames],
    nats: routers.filter(({ nat }) => nat !== null).map(({ name }) => name),
    gateways: routers.filter(({ upnp }) => upnp).map(({ name }) => name),
    names: topology.dns.map(({ name }) => name),
  }
}

/** Returns true if a node or router with wrong keys may own this name: `bob-3`, `alice-router`. */
export function mayBeNamed({ nodes, routers }: Topology, text: string): boolean {
  return [...nodes, ...routers].some(
    ({ name, keys }) => keys === null && (/[*?]/.test(text) || `${text}-`.startsWith(`${name}-`)),
  )
}

/** Lists routers from one outwards, up to the first mistake. A router behind itself is listed once. */
export function lineageOf({ byName }: Layout, router: string | null): readonly RouterConfig[] {
  const lineage = new Set<RouterConfig>()
  for (let at = router === null ? undefined : byName.get(router); at !== undefined; ) {
    if (lineage.has(at)) break
    lineage.add(at)
    at = at.behind === null ? undefined : byName.get(at.behind)
  }
  return [...lineage]
}

/** Returns the nearest NAT, which decides the addresses behind a router; null on the public internet. */
export function nearestNat(layout: Layout, router: string | null): RouterConfig | null {
  return lineageOf(layout, router).find(({ nat }) => nat !== null) ?? null
}

/** Choices of the nodes, by name. The seed decides which nodes have which share. */
function choicesOf<T>(
  { nodes, header }: Topology,
  choose: (node: TopologyNode, seed: number) => readonly T[],
): ReadonlyMap<string, T> {
  const seed = header?.seed ?? 0
  return new Map(
    nodes.flatMap((node) => {
      const choices = choose(node, seed)
      return node.names.flatMap((name, index) => {
        const choice = choices[index]
        return choice === undefined ? [] : [[name, choice] as const]
      })
    }),
  )
}

/** The NATs of the own routers of the nodes of an entry. */
function natChoices({ name, names, keys }: TopologyNode, seed: number): readonly NatChoice[] {
  const nat = keys?.nat ?? null
  if (nat === null) return []
  if (!('shares' in nat)) return names.map(() => nat)
  const presets = assignShares(nat.shares, names.length, createRandom(seed, 'nat', name))
  return presets.map((preset) => ({ preset, changes: {} }))
}

/** The routers of the file that the nodes of an entry are behind. */
function behindChoices({ name, names, keys }: TopologyNode, seed: number): readonly string[] {
  return assignShares(keys?.behind ?? [], names.length, createRandom(seed, 'behind', name))
}

/** The NAT of a router with wrong keys. */
const unknownNat: NatChoice = { preset: 'port-restricted-cone', changes: {} }

function ownRouter(node: string): string {
  return `${node}-router`
}

function place(
  owner: PlacedRouter['owner'],
  name: string,
  { preset, changes }: NatChoice,
  { behind, ports, upnp }: Pick<RouterConfig, 'behind' | 'ports' | 'upnp'>,
): readonly PlacedRouter[] {
  return presetRouters(name, preset, behind, ports, upnp).map((router, layer) => {
    const nat = router.nat !== null && layer === 0 ? { ...router.nat, ...changes } : router.nat
    return { owner, router: { ...router, nat } }
  })
}
