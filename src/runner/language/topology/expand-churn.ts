/** Churn: the arrivals and departures of nodes, as ordinary faults of the timeline. The same seed gives the same ones. */
import type { Diagnostic } from '../../../base/errors.ts'
import { createRandom } from '../../../base/random.ts'
import { problem, warning } from '../diagnostics/diagnose.ts'
import { faultOf } from '../faults/registry.ts'
import { spanOfKey } from '../text/locate.ts'
import type { Churn } from '../values/churn.ts'
import { drawing } from '../values/distribution.ts'
import { limits } from '../values/limits.ts'
import { plural } from '../values/plural.ts'
import { assignShares } from '../values/shares.ts'
import { startTimes } from './start-times.ts'
import type { EntryContent, Topology, TopologyEntry, TopologyNode } from './topology.ts'

/** The shortest session and absence: a node needs time to start and to stop. */
const shortest = 1000

interface ChurnStep {
  readonly node: string
  readonly time: number
  readonly does: 'arrives' | 'leaves'
  /** Counts the arrivals and departures of the node. */
  readonly number: number
}

/** Returns the faults of all churn, in the order of time for each entry of the file, and the mistakes. */
export function expandChurn(topology: Topology): {
  readonly timeline: readonly TopologyEntry[]
  readonly diagnostics: readonly Diagnostic[]
} {
  const timeline: TopologyEntry[] = []
  const diagnostics: Diagnostic[] = []
  const starts = startTimes(topology)
  for (const node of topology.nodes) {
    const churn = node.keys?.churn ?? null
    if (churn === null) continue
    const wrong = refused(topology, node)
    if (wrong !== null) {
      diagnostics.push(wrong)
      continue
    }
    const room = limits.entries - topology.timeline.length - timeline.length
    const steps = stepsOf(node, churn, { seed: topology.header?.seed ?? 0, starts, room })
    diagnostics.push(...told(topology, node, steps, room))
    if (steps.length <= room) timeline.push(...entriesOf(topology, node, churn, steps))
  }
  return { timeline, diagnostics }
}

function refused({ text, overrides }: Topology, { source, keys }: TopologyNode): Diagnostic | null {
  const span = spanOfKey(text, source, ['churn'])
  if (overrides.isOpen === true) {
    const message = '`churn` is a part of the timeline, but this timeline is written while it is played'
    return problem(
      'conflicting-keys',
      span,
      message,
      'leave `churn` out, and start and stop the nodes yourself',
    )
  }
  if (keys?.start !== 'manual') return null
  const message = '`start: manual` waits for a fault, so `churn` does not know when a session begins'
  return problem(
    'conflicting-keys',
    span,
    message,
    'remove `start`; with `arrivals`, churn starts the nodes one by one',
  )
}

interface Drawing {
  readonly seed: number
  readonly starts: ReadonlyMap<string, number | null>
  /** Most entries; more are a mistake. */
  readonly room: number
}

function stepsOf(node: TopologyNode, churn: Churn, { seed, starts, room }: Drawing): readonly ChurnStep[] {
  const end = churn.at + churn.for
  const gap = churn.arrivals && drawing(churn.arrivals, createRandom(seed, 'arrivals', node.name))
  const steps: ChurnStep[] = []
  let arrival = churn.at
  for (const name of node.names) {
    arrival += gap?.() ?? 0
    const start = starts.get(name) ?? null
    const first = start === null ? arrival : Math.max(churn.at, start)
    const random = createRandom(seed, 'churn', name)
    const session = drawing(churn.session, random)
    const absence = churn.absence && drawing(churn.absence, random)
    if (start === null && first < end) steps.push({ node: name, time: first, does: 'arrives', number: 1 })
    let time = first
    for (let number = 1; time < end && steps.length <= room; number += 1) {
      time += Math.max(shortest, session())
      if (time < end) steps.push({ node: name, time, does: 'leaves', number })
      if (absence === null) break
      time += Math.max(shortest, absence())
      const does = 'arrives'
      if (time < end) steps.push({ node: name, time, does, number: number + (start === null ? 1 : 0) })
    }
  }
  return steps.toSorted((a, b) => a.time - b.time)
}

function told(
  { text }: Topology,
  { name, names, keys, source }: TopologyNode,
  steps: readonly ChurnStep[],
  room: number,
): readonly Diagnostic[] {
  // The entries of the file alone are too many, which the check of the timeline tells.
  if (room < 0) return []
  const span = spanOfKey(text, source, ['churn'])
  if (steps.length > room) {
    const message = `the churn of \`${name}\` makes more than the ${limits.entries} entries that topo takes in all`
    return [problem('too-many', span, message, 'make sessions longer, or lower `count` or `for`')]
  }
  const arrived = new Set(steps.filter(({ does }) => does === 'arrives').map(({ node }) => node)).size
  if (keys?.churn?.arrivals !== null && arrived < names.length) {
    const message = `${names.length - arrived} of the ${plural(names.length, 'node')} of \`${name}\` do not arrive before the churn ends`
    return [
      warning('never-started', span, message, 'raise `for`, lower the mean of `arrivals`, or lower `count`'),
    ]
  }
  if (steps.length > 0) return []
  const message = `no node of \`${name}\` leaves: \`for\` is over before the first session is`
  return [warning('no-effect', span, message, 'raise `for`, or lower the mean of `session`')]
}

function entriesOf(
  { header }: Topology,
  { name, source }: TopologyNode,
  churn: Churn,
  steps: readonly ChurnStep[],
): readonly TopologyEntry[] {
  const place = source.children.get('churn') ?? source
  const random = createRandom(header?.seed ?? 0, 'leave', name)
  const leaving = steps.filter(({ does }) => does === 'leaves').length
  const departures = assignShares(churn.leave, leaving, random).values()
  return steps.map(({ node, time, does, number }): TopologyEntry => {
    const kind = does === 'arrives' ? 'start' : (departures.next().value ?? 'stop')
    const id = `${node}-${does}-${number}`
    const content: EntryContent = {
      type: 'fault',
      does: { kind, params: { node: [node] } },
      keys: {
        id,
        at: time,
        after: null,
        known: null,
        because: `Churn of ${name}`,
        // Another fault may have ended or started the node before.
        harmless: true,
        for: null,
      },
    }
    const start = { at: time, after: null }
    return { id, source: place, forms: [faultOf(kind).params], start, action: content, content }
  })
}
