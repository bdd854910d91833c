import type { Diagnostic } from '../../../base/errors.ts'
import { problem, withPlaces } from '../diagnostics/diagnose.ts'
import { suggest } from '../diagnostics/suggest.ts'
import { spanOfKey, spanOfValue } from '../text/locate.ts'
import { type Layout, layOut, mayBeNamed } from '../topology/layout.ts'
import type { Topology, TopologyRouter } from '../topology/topology.ts'

/** Checks port mappings: the router must be able to open the port, and only once. */
export function checkPortMappings(topology: Topology): readonly Diagnostic[] {
  if (topology.header?.fabric === 'host') return []
  const layout = layOut(topology)
  return topology.routers.flatMap((router) => checkRouter(topology, layout, router))
}

function checkRouter(
  topology: Topology,
  layout: Layout,
  { name, keys, source }: TopologyRouter,
): readonly Diagnostic[] {
  const { text, nodes } = topology
  const code = 'invalid-port-mapping'
  if (keys?.upnp === true && keys.nat.preset === 'none') {
    const message = `\`${name}\` has no NAT, so there is nothing that UPnP could map`
    return [problem(code, spanOfKey(text, source, ['upnp']), message, 'remove `upnp`')]
  }
  if (keys === null || keys.ports.length === 0) return []
  if (keys.nat.preset === 'none') {
    const message = `\`${name}\` has no NAT, so all nodes reach the machines behind it without port mappings`
    return [problem(code, spanOfKey(text, source, ['ports']), message, 'remove `ports`')]
  }
  const inside = insideOf(layout, name)
  const taken = new Map<number, number>()
  return keys.ports.flatMap(({ external, to }, index) => {
    const found: Diagnostic[] = []
    const first = taken.get(external)
    if (first !== undefined) {
      const message = `\`${name}\` maps its port ${external} already`
      const span = spanOfValue(text, source, ['ports', index, 'external'])
      const told = problem(code, span, message, 'choose another external port')
      const places = [{ span: spanOfValue(text, source, ['ports', first, 'external']), label: 'first here' }]
      found.push(withPlaces(told, 'again here', places))
    } else taken.set(external, index)
    if (!inside.includes(to) && !mayBeNamed(topology, to)) {
      const group = nodes.find((node) => node.name === to && node.names.length > 1)
      const message =
        group === undefined
          ? `\`${to}\` is not directly behind \`${name}\``
          : `\`${to}\` is ${group.names.length} nodes, but a port leads to one`
      const hint =
        inside.length === 0
          ? `nothing is behind \`${name}\`: write \`behind: ${name}\` on a node`
          : suggest(to, inside)
      found.push(problem(code, spanOfValue(text, source, ['ports', index, 'to']), message, hint))
    }
    return found
  })
}

/** Returns the nodes and routers with an address on the inside of the router. */
function insideOf({ routers, routerOf }: Layout, name: string): readonly string[] {
  const transparent = routers.filter(({ router }) => router.nat === null && router.behind === name)
  const networks = [name, ...transparent.map(({ router }) => router.name)]
  const nodes = [...routerOf].flatMap(([node, router]) =>
    router !== null && networks.includes(router) ? [node] : [],
  )
  const inner = routers.flatMap(({ router }) =>
    router.behind !== null && networks.includes(router.behind) && router.nat !== null ? [router.name] : [],
  )
  return [...nodes, ...inner]
}
