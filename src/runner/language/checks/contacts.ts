/** Checks `connect` of nodes against the nodes that it names. */
import type { Diagnostic } from '../../../base/errors.ts'
import { problem, warning } from '../diagnostics/diagnose.ts'
import { spanOfValue } from '../text/locate.ts'
import type { KeyPath } from '../text/located.ts'
import { namesOf } from '../topology/layout.ts'
import type { Topology, TopologyNode } from '../topology/topology.ts'
import { plural } from '../values/plural.ts'
import { select } from '../values/selector.ts'

interface NamedContacts {
  readonly to: readonly string[]
  readonly pick: number | null
}

/** A node has other nodes to connect to, and as many as it picks. */
export function checkContacts(topology: Topology): readonly Diagnostic[] {
  const { nodes } = namesOf(topology)
  return topology.nodes.flatMap((node) => {
    const contacts = contactsOf(node)
    if (contacts === null || contacts.to.length === 0) return []
    const { selected } = select(contacts.to, nodes)
    const others = selected.filter((other) => other !== node.name || node.names.length > 1).length
    const span = (path: KeyPath) => spanOfValue(topology.text, node.source, path)
    // A name without a match is a mistake of its own.
    if (selected.length === 0) return []
    if (others === 0)
      return [
        problem(
          'no-pair',
          span(['connect']),
          `\`${node.name}\` would connect to itself`,
          'name another node',
        ),
      ]
    const { pick } = contacts
    const most =
      node.names.length > 1 && node.names.every((name) => selected.includes(name)) ? others - 1 : others
    if (pick === null || pick <= most) return []
    const message = `\`pick\` is ${pick}, but there ${most === 1 ? 'is' : 'are'} only ${plural(most, 'node')} to pick from`
    return [warning('no-effect', span(['connect', 'pick']), message, 'lower `pick`, or name more nodes')]
  })
}

function contactsOf({ settings }: TopologyNode): NamedContacts | null {
  if (settings?.kind === 'peer') return settings.params.connect
  return settings?.kind === 'module' ? { to: settings.params.connect, pick: null } : null
}
