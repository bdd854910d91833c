import type { Diagnostic } from '../../../base/errors.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { spanOfKey } from '../text/locate.ts'
import { drawableFaults } from '../topology/drawable-faults.ts'
import type { EntryContent, Topology, TopologyEntry } from '../topology/topology.ts'

/** Checks that topo can search this topology, and that it has a fault to draw. */
export function checkSearch(topology: Topology): readonly Diagnostic[] {
  const { text, root, header, search } = topology
  if (search === null || header === null) return []
  const found: Diagnostic[] = []
  if (header.clock !== 'virtual') {
    const message = 'a search needs `clock: virtual`: in real time no run repeats'
    found.push(problem('unsupported-by-fabric', spanOfKey(text, root, ['search']), message))
  }
  for (const { source, kind } of search.of ?? []) {
    if (kind === null) continue
    const lacking = drawableFaults(topology, { source, kind }).lacking
    if (lacking === null) continue
    const message = `there is nothing to draw from: the topology has no ${lacking}`
    found.push(
      problem('selector-without-match', spanOfKey(text, source, ['fault']), message, 'remove this fault'),
    )
  }
  return found
}

/** Long after the start, where an entry can need any node. */
const someTime = 3_600_000

/** Returns the items of the search as entries of a timeline, each at the same time. */
export function searchedEntries({ search }: Topology): readonly TopologyEntry[] {
  if (search === null) return []
  const faults = (search.of ?? []).flatMap(({ variants }) => variants)
  const expected = [...search.always, ...search.eventually, ...search.sometimes].map(({ entry }) => entry)
  return [...faults, ...expected].map((entry, index) => ({
    ...entry,
    id: `search-${index + 1}`,
    start: { at: someTime, after: null },
    content: entry.content === null ? null : atSomeTime(entry.content),
  }))
}

function atSomeTime(content: EntryContent): EntryContent {
  return content.type === 'fault'
    ? { ...content, keys: { ...content.keys, at: someTime } }
    : { ...content, keys: { ...content.keys, at: someTime } }
}
