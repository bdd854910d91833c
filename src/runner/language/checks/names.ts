import type { Diagnostic } from '../../../base/errors.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { limits } from '../diagnostics/limits.ts'
import { spanOfKey } from '../text/locate.ts'
import type { Topology, TopologyEntry } from '../topology/topology.ts'
import { isName, longestName } from '../values/name.ts'

/** Checks names (used twice, or too long with their number) and the numbers of nodes and entries. */
export function checkNames(topology: Topology): readonly Diagnostic[] {
  return [...checkNodes(topology), ...checkIds(topology)]
}

function checkNodes({ text, root, nodes }: Topology): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  const owners = new Map<string, string>()
  const right = nodes.filter(({ keys, name }) => keys !== null && isName(name))
  for (const { name, names, source } of right) {
    const clash = names.find((one) => owners.has(one))
    if (clash !== undefined) {
      const message = `two nodes have the name \`${clash}\`: one from \`${owners.get(clash)}\`, one from \`${name}\``
      diagnostics.push(problem('duplicate-name', source.key, message, 'rename one of them'))
    }
    for (const one of names) if (!owners.has(one)) owners.set(one, name)
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
  const seen = new Set<string>()
  const twice: TopologyEntry[] = []
  for (const entry of timeline) {
    if (seen.has(entry.id) && entry.source.children.has('id')) twice.push(entry)
    seen.add(entry.id)
  }
  const diagnostics = twice.map(({ id, source }) =>
    problem(
      'duplicate-entry-id',
      source.children.get('id')?.span ?? source.span,
      `another entry has the id \`${id}\` already`,
      'give each entry an id of its own, or none',
    ),
  )
  if (timeline.length > limits.entries) {
    const message = `the topology has ${timeline.length} entries, but topo takes at most ${limits.entries}`
    diagnostics.push(problem('too-many', spanOfKey(text, root, ['timeline']), message, 'split the topology'))
  }
  return diagnostics
}
