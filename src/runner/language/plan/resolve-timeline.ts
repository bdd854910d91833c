import { BugError } from '../../../base/errors.ts'
import { asksNodes, expectationOf } from '../expectations/registry.ts'
import { faultOf } from '../faults/registry.ts'
import { lineCounter } from '../text/lines.ts'
import { modeOf } from '../topology/mode-of.ts'
import { resolveDoes } from '../topology/resolve-params.ts'
import type { Scheduled } from '../topology/schedule.ts'
import type { Topology, TopologyEntry } from '../topology/topology.ts'
import type { Mode } from '../values/entry-times.ts'
import type { Names } from '../values/selector.ts'
import type { EntryPlan, Start } from './plan.ts'

export function resolveTimeline(
  { text, timeline }: Topology,
  schedule: readonly (Scheduled | null)[],
  names: Names,
): readonly EntryPlan[] {
  const lines = lineCounter(text)
  return timeline.map((entry, index): EntryPlan => {
    const { id, source, content } = entry
    if (content === null) throw new BugError(`the entry ${id} was to be planned with mistakes`)
    const { known, because } = content.keys
    const start = startOf(schedule[index] ?? null, timeline)
    const base = { id, start, known, because, line: lines.position(source.span.start).line }
    if (content.type === 'fault') {
      const fault = resolveDoes(content.does, faultOf(content.does.kind).params, names)
      // A fault that cannot be undone has no such key.
      return { ...base, type: 'fault', fault, harmless: content.keys.harmless, for: content.keys.for ?? null }
    }
    const definition = expectationOf(content.does.kind)
    const expectation = resolveDoes(content.does, definition.params, names)
    const mode = modeOf(content.keys)
    const asks = asksNodes(definition, expectation.params)
    const every = asks ? (content.keys.every ?? intervalOf(mode)) : null
    return { ...base, type: 'expectation', expectation, mode, every }
  })
}

function startOf(scheduled: Scheduled | null, timeline: readonly TopologyEntry[]): Start {
  if (scheduled?.kind === 'at') return { kind: 'at', time: scheduled.time }
  const target = scheduled === null ? undefined : timeline[scheduled.target]
  if (scheduled === null || target === undefined)
    throw new BugError('an entry without a start was to be planned')
  return { kind: 'after', entry: target.id, delay: scheduled.delay }
}

/** Default time between two rounds of probes. */
function intervalOf(mode: Mode): number {
  switch (mode.kind) {
    case 'within':
      return 500
    case 'for':
      return Math.min(Math.max(Math.round(mode.time / 60), 1000), 60_000)
    case 'never':
      return 1000
  }
}
