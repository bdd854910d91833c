import type { Diagnostic } from '../../../base/errors.ts'
import { problem, withPlaces } from '../diagnostics/diagnose.ts'
import { spanOfKey } from '../text/locate.ts'
import type { Topology, TopologyEntry, TopologyNode } from '../topology/topology.ts'
import { limits } from '../values/limits.ts'
import { isName, longestName } from '../values/name.ts'
import { spanOfStart } from './order.ts'

/** Checks names (used twice, or too long with their number) and the numbers of nodes and entries. */
export function checkNames(topology: Topology): readonly Diagnostic[] {
  return [...checkNodes(topology), ...checkIds(topology)]
}

function checkNodes({ text, root, nodes }: Topology): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  const owners = new Map<string, TopologyNode>()
  const right = nodes.filter(({ keys, name }) => keys !== null && isName(name))
  for (const node of right) {
    const { name, names, source } = node
    const clash = names.find((one) => owners.has(one))
    if (clash !== undefined) {
      const first = owners.get(clash)
      const message = `two nodes have the name \`${clash}\`: one from \`${first?.name}\`, one from \`${name}\``
      const told = problem('duplicate-name', source.key, message, 'rename one of them')
      const places = [{ span: first?.source.key ?? null, label: `the first \`${clash}\`` }]
      diagnostics.push(withPlaces(told, `the second \`${clash}\``, places))
    }
    for (const one of names) if (!owners.has(one)) owners.set(one, node)
    const last = names.at(-1) ?? name
    if (last.length > longestName) {
      const message = `\`${last}\` has more than ${longestName} characters`
      diagnostics.push(problem('invalid-name', source.key, message, 'shorten the name'))
    }
  }
  const total = right.reduce((sum, { names }) => sum + names.length, 0)
  if (total > limits.nodes) {
    const message = `the topology has ${total} nodes, but topo takes at most ${limits.nodes}`
    diagnostics.push(problem('too-many', spanOfKey(text, root, ['nodes']), message, 'lower `count`'))
  }
  return diagnostics
}

function checkIds({ text, root, timeline }: Topology): readonly Diagnostic[] {
  const seen = new Map<string, TopologyEntry>()
  const twice: { readonly entry: TopologyEntry; readonly other: TopologyEntry }[] = []
  for (const entry of timeline) {
    const first = seen.get(entry.id)
    if (first === undefined) seen.set(entry.id, entry)
    else if (hasId(entry)) twice.push({ entry, other: first })
    // The faults of churn come last, and their ids follow from the names of nodes.
    else if (hasId(first)) twice.push({ entry: first, other: entry })
  }
  const diagnostics = twice.map(({ entry: { id, source }, other }) => {
    const told = problem(
      'duplicate-entry-id',
      source.children.get('id')?.span ?? source.span,
      `another entry has the id \`${id}\` already`,
      'give each entry an id of its own, or none',
    )
    const span = other.source.children.get('id')?.span ?? other.source.key ?? spanOfStart(text, other.source)
    return withPlaces(told, 'again here', [{ span, label: hasId(other) ? 'first here' : 'made here' }])
  })
  if (timeline.length > limits.entries) {
    const message = `the topology has ${timeline.length} entries, but topo takes at most ${limits.entries}`
    diagnostics.push(problem('too-many', spanOfKey(text, root, ['timeline']), message, 'split the topology'))
  }
  return diagnostics
}

function hasId({ source }: TopologyEntry): boolean {
  return source.children.has('id')
}
