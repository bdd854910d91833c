import type { Diagnostic } from '../../../base/errors.ts'
import { problem, withPlaces } from '../diagnostics/diagnose.ts'
import { suggest } from '../diagnostics/suggest.ts'
import { spanOfKey, spanOfValue } from '../text/locate.ts'
import { at, type KeyPath, type Located } from '../text/located.ts'
import { type Scheduled, scheduleOf } from '../topology/schedule.ts'
import type { Topology, TopologyEntry } from '../topology/topology.ts'
import { isName } from '../values/name.ts'
import { keysAt } from '../values/parameters.ts'

/** Checks `after` and `where`: the entry must exist, and must end. `after` must not form a circle. */
export function checkOrder(topology: Topology): readonly Diagnostic[] {
  const schedule = scheduleOf(topology)
  return [...unknownEntries(topology), ...endless(topology, schedule), ...cycles(topology, schedule)]
}

function unknownEntries({ text, timeline }: Topology): readonly Diagnostic[] {
  const ids = timeline.map(({ id }) => id)
  const known = new Set(ids)
  // topo's own ids end with the entry's kind, which may be misspelt.
  const isKnown = (entry: string) => known.has(entry) || known.has(entry.replace(/(?<=^\d+-).*/, '?'))
  // Ids of topo's own begin with a digit, so they are no names.
  const given = ids.filter(isName)
  return timeline.flatMap(({ id, source, forms }) => {
    const hint = (entry: string) => {
      const others = given.filter((one) => one !== id)
      return others.length > 0 ? suggest(entry, others) : 'give the other entry an `id`'
    }
    return [['after', 'entry'], ...entryOfEvent(forms)].flatMap((path) => {
      const entry = at(source, path)?.value
      if (typeof entry !== 'string' || isKnown(entry)) return []
      const span = spanOfValue(text, source, path)
      return [problem('unknown-entry', span, `no entry has the id \`${entry}\``, hint(entry))]
    })
  })
}

/** Checks `where: { entry: … }`, for kinds of events with an entry. */
function entryOfEvent(forms: TopologyEntry['forms']): readonly KeyPath[] {
  return forms.some((form) => keysAt(form, ['where']).includes('entry')) ? [['where', 'entry']] : []
}

function endless(
  { text, timeline }: Topology,
  schedule: readonly (Scheduled | null)[],
): readonly Diagnostic[] {
  return timeline.flatMap(({ source }, index) => {
    const scheduled = schedule[index] ?? null
    if (scheduled?.kind !== 'after') return []
    const target = timeline[scheduled.target]
    if (target?.content?.type !== 'expectation' || target.content.keys.never !== true) return []
    const which = scheduled.named ? `\`${target.id}\`` : 'the previous entry'
    const message = `this waits for ${which}, which lasts until the run ends (\`never: true\`)`
    const hint = scheduled.named ? 'name another entry, or use `at`' : 'give this entry an `at`'
    const told = problem('unreachable-time', spanOfStart(text, source), message, hint)
    const lasting = spanOfKey(text, target.source, ['never'])
    return [withPlaces(told, 'starts after it', [{ span: lasting, label: 'lasts until the run ends' }])]
  })
}

function cycles(
  { text, timeline }: Topology,
  schedule: readonly (Scheduled | null)[],
): readonly Diagnostic[] {
  const done = new Set<number>()
  const found: Diagnostic[] = []
  for (const start of schedule.keys()) {
    const chain: number[] = []
    let here: number | undefined = start
    while (here !== undefined && !done.has(here)) {
      done.add(here)
      chain.push(here)
      const next: Scheduled | null | undefined = schedule[here]
      here = next?.kind === 'after' ? next.target : undefined
    }
    const from = here === undefined ? -1 : chain.indexOf(here)
    if (from < 0) continue
    const members = chain.slice(from).flatMap((index) => timeline[index] ?? [])
    const first = members[0]
    if (first !== undefined) found.push(cycle(text, first, members))
  }
  return found
}

/** Links of a circle that a message shows. */
export const mostLinks = 10

function cycle(text: string, first: TopologyEntry, members: readonly TopologyEntry[]): Diagnostic {
  const ids = members.map(({ id }) => id)
  const shown =
    ids.length > mostLinks ? [...ids.slice(0, mostLinks - 1), `… (${ids.length - mostLinks + 1} more)`] : ids
  const message =
    ids.length === 1
      ? `\`${first.id}\` waits for itself`
      : `these entries wait for each other: ${[...shown, first.id].join(' → ')}`
  const told = problem('cycle', spanOfStart(text, first.source), message, 'give one of them an `at`')
  const waits = (index: number) => `\`${ids[index]}\` waits for \`${ids[(index + 1) % ids.length]}\``
  const others = members.slice(1, mostLinks).map(({ source }, index) => ({
    span: spanOfStart(text, source),
    label: waits(index + 1),
  }))
  return withPlaces(told, waits(0), others)
}

/** Returns the key that sets the start of the entry, else its first key. */
export function spanOfStart(text: string, source: Located): Diagnostic['span'] {
  for (const key of ['at', 'after']) {
    const found = source.children.get(key)
    if (found?.key) return { start: found.key.start, end: Math.max(found.key.end, found.span.end) }
  }
  const kind = source.children.has('fault') ? 'fault' : 'expect'
  return spanOfKey(text, source, [kind])
}
