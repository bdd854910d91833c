import { expectationOf } from '../../expectations/registry.ts'
import { factsOf } from '../../faults/registry.ts'
import { formatDuration } from '../../values/duration.ts'
import type { ExpectationEntryPlan, FaultEntryPlan, Plan } from '../plan.ts'
import type { LintFinding } from './rule.ts'
import type { Times } from './times.ts'

/** Finds expectations that need a node and end before the node is back. */
export function whileDown(plan: Plan, times: Times): readonly LintFinding[] {
  const faults = plan.timeline
    .filter((entry) => entry.type === 'fault')
    .filter(({ fault }) => factsOf(fault).ends.length > 0)
  return plan.timeline.flatMap((entry): readonly LintFinding[] => {
    if (entry.type !== 'expectation' || entry.mode.kind !== 'within' || entry.known !== null) return []
    const { kind, params } = entry.expectation
    const needed = new Set(expectationOf(kind).neededNodes(params))
    if (needed.size === 0) return []
    for (const fault of faults) {
      if (!times.follows(entry, fault)) continue
      const node = factsOf(fault.fault).ends.find((name) => needed.has(name))
      if (node === undefined || isBack(times, { fault, entry, node })) continue
      const length = downTime(fault, node)
      return [
        {
          code: 'too-soon',
          entry,
          cause: { entry: fault, label: `\`${node}\` goes down here`, here: 'needs it' },
          message: `this cannot become true in time: \`${fault.id}\` keeps \`${node}\` down ${length === null ? 'until a fault starts it' : `for ${formatDuration(length)}`}`,
          hint:
            length === null
              ? 'put a `fault: start` before it'
              : 'start it later, or give it more time: `within: 1m`',
        },
      ]
    }
    return []
  })
}

/** Returns for how long the fault keeps a node down; null: until something else starts it. */
function downTime({ fault }: FaultEntryPlan, node: string): number | null {
  const { starts, takes } = factsOf(fault)
  return starts.includes(node) ? takes : null
}

interface Question {
  readonly fault: FaultEntryPlan
  readonly entry: ExpectationEntryPlan
  readonly node: string
}

/** Returns true if the node may be up at some time between the start and the end of the expectation. */
function isBack(times: Times, { fault, entry, node }: Question): boolean {
  const since = times.since(fault, entry)
  const patience = entry.mode.kind === 'within' ? entry.mode.time : 0
  const length = downTime(fault, node)
  if (length !== null && since.to + patience >= length) return true
  const down = times.startOf(fault).from
  const latest = times.endOf(entry).to
  return times.nodeStarts(node).some(({ from, to, cause }) => cause !== fault && to >= down && from <= latest)
}
