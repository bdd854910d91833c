/** Checks routers: missing, in a circle, with a name that is taken, or unused. */
import type { Diagnostic, Span } from '../../../base/errors.ts'
import { problem, warning, withPlaces } from '../diagnostics/diagnose.ts'
import { suggest } from '../diagnostics/suggest.ts'
import { spanOfKey, spanOfValue } from '../text/locate.ts'
import { at, type Located } from '../text/located.ts'
import { type Layout, layOut, lineageOf, mayBeNamed, type PlacedRouter } from '../topology/layout.ts'
import { namedNodes } from '../topology/node-names.ts'
import { definitionOf } from '../topology/resolve-params.ts'
import type { Topology, TopologyEntry, TopologyRouter } from '../topology/topology.ts'
import { limits } from '../values/limits.ts'
import { isName, longestName } from '../values/name.ts'
import { rolesOf } from '../values/parameters.ts'
import { mostLinks } from './order.ts'

export function checkRouters(topology: Topology): readonly Diagnostic[] {
  if (topology.header?.fabric === 'host') return []
  const layout = layOut(topology)
  return [
    ...conflictingKeys(topology),
    ...unknownRouters(topology, layout),
    ...cycles(topology),
    ...cyclesThroughNodes(topology, layout),
    ...sharedNames(topology, layout),
    ...unusedRouters(topology, layout),
    ...tooManyBehind(topology, layout),
    ...tooMany(topology, layout),
  ]
}

function conflictingKeys({ text, nodes }: Topology): readonly Diagnostic[] {
  return nodes.flatMap(({ names, source, keys }) => {
    if (keys === null || keys.address === null || names.length === 1) return []
    const message = `${names.length} nodes cannot have the same \`address\``
    const span = spanOfKey(text, source, ['address'])
    const told = problem('conflicting-keys', span, message, 'remove `address`, or `count`')
    const places = [{ span: spanOfKey(text, source, ['count']), label: `${names.length} nodes` }]
    return [withPlaces(told, 'one address', places)]
  })
}

function unknownRouters(topology: Topology, layout: Layout): readonly Diagnostic[] {
  const { text, routers, nodes } = topology
  const known = layout.routers.map(({ router }) => router.name)
  return [...routers, ...nodes].flatMap(({ source, name }) =>
    behindIn(text, source).flatMap(({ behind, span }) => {
      if (known.includes(behind) || mayBeNamed(topology, behind)) return []
      const isNode = nodes.some(({ names }) => names.includes(behind))
      const message = isNode
        ? `\`${behind}\` is a node, and only routers can have machines behind them`
        : `there is no router \`${behind}\``
      const others = known.filter((one) => one !== name)
      const hint = suggest(behind, others) ?? `add routers: { ${behind}: { nat: port-restricted-cone } }`
      return [problem('unknown-router', span, message, hint)]
    }),
  )
}

/** The names of routers in `behind`, and their places: one name, or the keys of shares. */
function behindIn(text: string, source: Located): readonly { behind: string; span: Span }[] {
  const behind = at(source, ['behind'])
  const named =
    typeof behind?.value === 'string'
      ? [{ behind: behind.value, span: spanOfValue(text, source, ['behind']) }]
      : [...(behind?.children.keys() ?? [])].map((key) => ({
          behind: String(key),
          span: spanOfKey(text, source, ['behind', key]),
        }))
  return named.filter((one) => isName(one.behind))
}

function cycles({ text, routers }: Topology): readonly Diagnostic[] {
  const byName = new Map(routers.map((router) => [router.name, router]))
  const done = new Set<TopologyRouter>()
  return routers.flatMap((start) => {
    const chain: TopologyRouter[] = []
    let here: TopologyRouter | undefined = start
    while (here !== undefined && !done.has(here)) {
      done.add(here)
      chain.push(here)
      // Only its own home router is behind a carrier's router. The home router represents both.
      here =
        byName.get((here.keys?.behind ?? '').replace(/-carrier$/, '')) ?? byName.get(here.keys?.behind ?? '')
    }
    const members = here === undefined ? [] : chain.slice(chain.indexOf(here))
    const first = members[0]
    if (first === undefined || here === undefined || !chain.includes(here)) return []
    const names = members.map(({ name }) => name)
    const shown =
      names.length > mostLinks
        ? [...names.slice(0, mostLinks - 1), `… (${names.length - mostLinks + 1} more)`]
        : names
    const message =
      names.length === 1
        ? `\`${first.name}\` is behind itself`
        : `these routers are behind each other: ${[...shown, first.name].join(' → ')}`
    const span = spanOfValue(text, first.source, ['behind'])
    const told = problem('cycle', span, message, 'the outermost one has no `behind`: it is public')
    const isBehind = (index: number) =>
      `\`${names[index]}\` is behind \`${names[(index + 1) % names.length]}\``
    const others = members.slice(1, mostLinks).map(({ source }, index) => ({
      span: spanOfValue(text, source, ['behind']),
      label: isBehind(index + 1),
    }))
    return [withPlaces(told, isBehind(0), others)]
  })
}

/** A router of the file behind the own router of a node, which is behind that router. */
function cyclesThroughNodes({ text, nodes }: Topology, layout: Layout): readonly Diagnostic[] {
  return nodes.flatMap(({ names, keys, source }) => {
    const own = layout.routers.find(
      ({ owner, router: { behind } }) =>
        owner.kind === 'node' &&
        names.includes(owner.name) &&
        lineageOf(layout, behind).some(({ name }) => name === layout.routerOf.get(owner.name)),
    )
    if (own === undefined || keys === null) return []
    const message = `\`${own.router.name}\` is behind itself`
    const hint = 'the outermost one has no `behind`: it is public'
    return [problem('cycle', spanOfValue(text, source, ['behind']), message, hint)]
  })
}

function sharedNames(topology: Topology, layout: Layout): readonly Diagnostic[] {
  const owners = new Map(
    namedNodes(topology).map(({ name, node }) => [name, { what: 'a node', span: node.source.key }]),
  )
  return layout.routers.flatMap((placed) => {
    const { router, owner } = placed
    const other = owners.get(router.name)
    const generated = router.name !== owner.name
    const from = `the router of \`${owner.name}\``
    const span = sourceOf(topology, placed)?.key ?? null
    owners.set(router.name, { what: generated ? from : 'a router', span })
    if (!isName(owner.name)) return []
    if (router.name.length > longestName) {
      const message = `\`${router.name}\`, ${from}, has more than ${longestName} characters`
      return [problem('invalid-name', span, message, `shorten \`${owner.name}\``)]
    }
    if (other === undefined) return []
    const message = `two machines have the name \`${router.name}\`: ${generated ? from : 'a router'} and ${other.what}`
    const told = problem('duplicate-name', span, message, 'rename one of them')
    return [withPlaces(told, generated ? from : 'a router', [{ span: other.span, label: other.what }])]
  })
}

function unusedRouters({ routers, nodes, timeline }: Topology, layout: Layout): readonly Diagnostic[] {
  const used = new Set<string | null>([
    ...layout.routerOf.values(),
    ...routers.map(({ keys }) => keys?.behind ?? null),
    ...nodes.flatMap(({ keys }) => (keys?.behind ?? []).map(({ of }) => of)),
    ...timeline.flatMap(routersIn),
  ])
  const names = layout.routers.map(({ router }) => router.name)
  const misspelt = [...used].some((name) => name !== null && !names.includes(name))
  const incomplete =
    misspelt ||
    [...routers, ...nodes].some(({ keys }) => keys === null) ||
    timeline.some(({ action }) => action === null)
  return routers.flatMap(({ name, source }) => {
    const own = layout.routers.filter(({ owner }) => owner.kind === 'router' && owner.name === name)
    if (incomplete || own.some(({ router }) => used.has(router.name))) return []
    const hint = `write \`behind: ${name}\` on a node, or remove it`
    return [warning('unused-router', source.key, `nothing is behind the router \`${name}\``, hint)]
  })
}

/** The routers that an entry names. */
function routersIn({ action }: TopologyEntry): readonly string[] {
  if (action === null) return []
  const values = new Map<string, unknown>(Object.entries(action.does.params))
  return rolesOf(definitionOf(action).params).flatMap(({ role, key }) => {
    const value = role === 'router' ? values.get(key) : null
    return typeof value === 'string' ? [value] : []
  })
}

function tooManyBehind(topology: Topology, layout: Layout): readonly Diagnostic[] {
  const counts = new Map<string, number>()
  for (const behind of [...layout.routerOf.values(), ...layout.routers.map(({ router }) => router.behind)]) {
    if (behind !== null) counts.set(behind, (counts.get(behind) ?? 0) + 1)
  }
  return layout.routers.flatMap((placed) => {
    const count = counts.get(placed.router.name) ?? 0
    if (count <= limits.behind || placed.router.nat === null) return []
    const message = `${count} machines are behind \`${placed.router.name}\`, which has room for ${limits.behind}`
    const span = sourceOf(topology, placed)?.key ?? null
    return [problem('too-many', span, message, 'add routers, or give each node its own with `nat`')]
  })
}

function tooMany(topology: Topology, layout: Layout): readonly Diagnostic[] {
  const { text, root, routers } = topology
  const found: Diagnostic[] = []
  if (routers.length > limits.routers) {
    const message = `the topology has ${routers.length} routers, but topo takes at most ${limits.routers}`
    found.push(problem('too-many', spanOfKey(text, root, ['routers']), message, 'remove some'))
  }
  const deep = layout.routers.find(({ router }) => lineageOf(layout, router.name).length > limits.routerDepth)
  const source = deep === undefined ? undefined : sourceOf(topology, deep)
  if (deep !== undefined && source !== undefined) {
    const message = `\`${deep.router.name}\` is behind more than ${limits.routerDepth - 1} other routers`
    const hint = 'put it behind a router that is nearer to the public internet'
    found.push(problem('too-many', spanOfValue(text, source, ['behind']), message, hint))
  }
  return found
}

function sourceOf({ routers, nodes }: Topology, { owner }: PlacedRouter) {
  return owner.kind === 'router'
    ? routers.find(({ name }) => name === owner.name)?.source
    : nodes.find(({ names }) => names.includes(owner.name))?.source
}
