/** A topology without mistakes -> the plan. Pure: the same topology gives the same plan, to the byte. */

import { BugError } from '../../../base/errors.ts'
import { identityOf } from '../../../base/identity.ts'
import { nodeKindOf } from '../node-kinds/registry.ts'
import { namesOf } from '../topology/layout.ts'
import { namedNodes } from '../topology/node-names.ts'
import { resolveParams } from '../topology/resolve-params.ts'
import { scheduleOf } from '../topology/schedule.ts'
import { startTimes } from '../topology/start-times.ts'
import type { Topology } from '../topology/topology.ts'
import { current } from '../values/libp2p-release.ts'
import type { Names } from '../values/selector.ts'
import { deepFreeze } from './freeze.ts'
import { type NodePlan, type Plan, planVersion } from './plan.ts'
import { resolveDns } from './resolve-dns.ts'
import { type ResolvedNetwork, resolveNetwork } from './resolve-network.ts'
import { resolveTimeline } from './resolve-timeline.ts'

export function resolve(topology: Topology): Plan {
  const { header } = topology
  if (header === null) throw new BugError('a topology with mistakes was to be planned')
  const names = namesOf(topology)
  const network = resolveNetwork(topology, header.fabric, names)
  const nodes = resolveNodes(topology, { header, names, network })
  return deepFreeze({
    version: planVersion,
    name: header.name,
    description: header.description,
    seed: header.seed,
    clock: header.clock,
    fabric: header.fabric,
    stagger: header.stagger,
    processes: header.processes,
    routers: network.routers,
    links: network.links,
    dns: resolveDns(topology, { names, nodes, routers: network.routers }),
    nodes,
    timeline: resolveTimeline(topology, scheduleOf(topology), names),
  })
}

interface Resolving {
  readonly header: NonNullable<Topology['header']>
  readonly names: Names
  readonly network: ResolvedNetwork
}

function resolveNodes(topology: Topology, { header, names, network }: Resolving): readonly NodePlan[] {
  const starts = startTimes(topology)
  return namedNodes(topology).map(({ name, node: { keys, settings } }) => {
    if (keys === null || settings === null)
      throw new BugError(`the node ${name} was to be planned with mistakes`)
    const definition = nodeKindOf(settings.kind)
    const given = resolveParams(settings.params, definition.params, names)
    const params = withDefaults(given, definition.defaults[header.fabric === 'host' ? 'host' : 'virtual'])
    // Kind and parameters come from the same member of the union, which spreading cannot show.
    return {
      name,
      kind: settings.kind,
      peerId: identityOf(header.seed, name).peerId,
      libp2p: keys.libp2p ?? header.defaults.libp2p ?? current,
      needs: needsOf(settings.params),
      startAt: starts.get(name) ?? null,
      addresses: network.addressesOf(name),
      router: network.routerOf(name),
      ...withoutItself(name, definition.resolve?.(params, { name, seed: header.seed }) ?? params),
    } as NodePlan
  })
}

/** Packages of features that the file names. Defaults may differ on a release that lacks a package. */
function needsOf(params: object): readonly string[] {
  const given = params as Readonly<Partial<Record<string, unknown>>>
  const { autonat, kad, webSockets = 'off', encryption = [], preSharedKey = 'none' } = given
  return [
    ...([autonat].flat().includes('v2') ? ['@libp2p/autonat-v2'] : []),
    ...(kad === undefined || kad === 'off' ? [] : ['@libp2p/kad-dht']),
    ...(webSockets === 'off' ? [] : ['@libp2p/websockets']),
    ...([encryption].flat().includes('tls') ? ['@libp2p/tls'] : []),
    ...(preSharedKey === 'none' ? [] : ['@libp2p/pnet']),
  ]
}

function withDefaults(
  params: object,
  defaults: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const entries = Object.entries(params).map(([key, value]: [string, unknown]) => [
    key,
    value ?? defaults[key],
  ])
  return Object.fromEntries(entries)
}

/** `connect: "*"` means all the others. */
function withoutItself(name: string, params: object): object {
  const others = Object.entries(params).flatMap(([key, value]) =>
    (key === 'connect' || key === 'relays' || key === 'discovers') && Array.isArray(value)
      ? [[key, value.filter((other) => other !== name)]]
      : [],
  )
  return { ...params, ...Object.fromEntries(others) }
}
