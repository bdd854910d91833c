import type { Diagnostic } from '../../../base/errors.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { spanOfKey } from '../text/locate.ts'
import { layOut, lineageOf } from '../topology/layout.ts'
import { namedNodes } from '../topology/node-names.ts'
import type { Topology, TopologyName } from '../topology/topology.ts'
import { select } from '../values/selector.ts'

/** Checks names of `dns:`: each has a record, and others can dial the nodes of its multiaddrs. */
export function checkDns(topology: Topology): readonly Diagnostic[] {
  if (topology.header?.fabric === 'host') return []
  return topology.dns.flatMap((entry) => [...checkRecords(topology, entry), ...checkNodes(topology, entry)])
}

function checkRecords({ text }: Topology, { name, keys, source }: TopologyName): readonly Diagnostic[] {
  if (keys === null || Object.values(keys).some(({ length }) => length > 0)) return []
  const message = `\`${name}\` has no records`
  const hint = `write ${name}: { nodes: boot }, or { dnsaddr: boot }`
  return [problem('missing-key', spanOfKey(text, source, []), message, hint)]
}

function checkNodes(topology: Topology, { keys, source }: TopologyName): readonly Diagnostic[] {
  if (keys === null) return []
  const layout = layOut(topology)
  const names = namedNodes(topology).map(({ name }) => name)
  return select(keys.dnsaddr, names).selected.flatMap((node) => {
    let at = node
    for (const { name, nat, ports } of lineageOf(layout, layout.routerOf.get(node) ?? null)) {
      if (nat === null) continue
      if (!ports.some(({ to }) => to === at)) {
        const message = `\`${node}\` is behind the NAT of \`${name}\` without a port mapping, so no other node can dial it`
        const hint = `add a port mapping to \`${name}\`: ports: [{ external: 4001, to: ${at} }]`
        return [problem('invalid-address', spanOfKey(topology.text, source, ['dnsaddr']), message, hint)]
      }
      at = name
    }
    return []
  })
}
