import { expectationOf } from '../language/expectations/registry.ts'
import type { NodePlan, Plan } from '../language/plan/plan.ts'

/**
 * Returns a function that is true for a node that may share its process with others: topo's own code, in virtual time,
 * without files, environment or measurements of its own.
 */
export function sharingIn({
  clock,
  timeline,
}: Pick<Plan, 'clock' | 'timeline'>): (node: NodePlan) => boolean {
  const measured = new Set(
    timeline.flatMap((entry) =>
      entry.type === 'expectation'
        ? expectationOf(entry.expectation.kind).measuredProcesses(entry.expectation.params)
        : [],
    ),
  )
  return (node) => {
    if (clock !== 'virtual' || (node.kind !== 'boot-node' && node.kind !== 'peer')) return false
    if (node.kind === 'peer' && node.remembers) return false
    if (node.debug.length > 0 || Object.keys(node.env).length > 0) return false
    return !measured.has(node.name)
  }
}
