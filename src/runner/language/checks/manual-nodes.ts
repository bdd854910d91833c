/** Checks nodes with `start: manual`: a fault must start them, and no earlier entry may need them. */
import type { Diagnostic } from '../../../base/errors.ts'
import { problem, warning } from '../diagnostics/diagnose.ts'
import { factsOf } from '../faults/registry.ts'
import { spanOfValue } from '../text/locate.ts'
import { modeOf } from '../topology/mode-of.ts'
import { namedNodes } from '../topology/node-names.ts'
import { definitionOf } from '../topology/resolve-params.ts'
import { startsOf } from '../topology/schedule.ts'
import { startsLater } from '../topology/start-times.ts'
import type { EntryContent, Topology } from '../topology/topology.ts'
import type { Cell } from '../values/cells.ts'
import { type Interval, lengthOfMode } from '../values/entry-times.ts'
import { formatClock } from '../values/format-clock.ts'
import { rolesOf } from '../values/parameters.ts'
import { select } from '../values/selector.ts'
import { spanOfStart } from './order.ts'

export function checkManualNodes(topology: Topology): readonly Diagnostic[] {
  const later = topology.nodes.filter(({ keys }) => startsLater(keys))
  if (later.length === 0) return []
  const manual = later.filter(({ keys }) => keys?.start === 'manual' && keys.churn === null)
  const names = namedNodes(topology).map(({ name }) => name)
  const starts = startsOf(topology)
  const started = startTimes(topology, names, starts)
  const incomplete = topology.timeline.some(({ content }) => content === null)
  const unstarted = manual.flatMap(({ names: own, source, name }) => {
    if (incomplete || own.some((one) => started.has(one))) return []
    const span = spanOfValue(topology.text, source, ['start'])
    const hint = `add - { at: 10s, fault: start, node: ${own.length > 1 ? `${name}-*` : name} }`
    return [warning('never-started', span, `no \`fault: start\` ever starts \`${name}\``, hint)]
  })
  const waiting = new Set(later.flatMap(({ names: own }) => own))
  return [...unstarted, ...tooEarly(topology, names, { waiting, started, incomplete })]
}

/** The earliest time at which a fault can start each node, by name. */
function startTimes(topology: Topology, names: readonly string[], starts: readonly (Interval | null)[]) {
  const times = new Map<string, number>()
  for (const [index, { content }] of topology.timeline.entries()) {
    if (content?.type !== 'fault') continue
    // A fault that ends a node before starting it does nothing to a node that never ran.
    const { starts: patterns, ends, takes } = factsOf(content.does)
    const { selected: ended } = select(ends, names)
    // A start of unknown time counts as time 0.
    const time = (starts[index]?.from ?? 0) + takes
    for (const name of select(patterns, names).selected) {
      if (ended.includes(name)) continue
      times.set(name, Math.min(time, times.get(name) ?? time))
    }
  }
  return times
}

interface WaitingForNodes {
  readonly waiting: ReadonlySet<string>
  readonly started: ReadonlyMap<string, number>
  /** True if a wrong entry may contain a `start`. */
  readonly incomplete: boolean
}

function tooEarly(
  { text, timeline }: Topology,
  names: readonly string[],
  { waiting, started, incomplete }: WaitingForNodes,
): readonly Diagnostic[] {
  return timeline.flatMap(({ source, content }) => {
    if (content === null || content.keys.at === null || incomplete) return []
    const end = content.keys.at + patience(content)
    const node = neededNodes(content, names).find(
      (name) => waiting.has(name) && end < (started.get(name) ?? Number.POSITIVE_INFINITY),
    )
    if (node === undefined) return []
    const when = started.get(node)
    const message = `\`${node}\` is needed here, but ${when === undefined ? 'nothing ever starts it' : `starts at ${formatClock(when)} at the earliest`}`
    const hint = 'move this entry, or the `fault: start` of the node'
    return [problem('unreachable-time', spanOfStart(text, source), message, hint)]
  })
}

/** Returns how long an entry can wait for its nodes, in milliseconds. */
function patience(content: EntryContent): number {
  if (content.type === 'fault') return 0
  const mode = modeOf(content.keys)
  // `for` fails at its first check.
  return mode.kind === 'for' ? 0 : lengthOfMode(mode).to
}

function neededNodes(content: EntryContent, names: readonly string[]): readonly string[] {
  const values = new Map<string, unknown>(Object.entries(content.does.params))
  const patterns = rolesOf(definitionOf(content).params).flatMap((parameter) => {
    const value = values.get(parameter.key)
    if (!Array.isArray(value)) return []
    if (parameter.role === 'cells') return (value as readonly Cell[]).map(({ from }) => from)
    return parameter.role === 'selector' && parameter.meta.running ? (value as readonly string[]) : []
  })
  // A pattern means the nodes that already run.
  return select(
    patterns.filter((pattern) => !/[*?]/.test(pattern)),
    names,
  ).selected
}
