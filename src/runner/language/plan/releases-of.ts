import { factsOf } from '../faults/registry.ts'
import type { Plan } from './plan.ts'

/** Returns every libp2p release that a node of the plan runs at any time, each one once. */
export function releasesOf({ nodes, timeline }: Pick<Plan, 'nodes' | 'timeline'>): readonly string[] {
  const later = timeline.flatMap((entry) =>
    entry.type === 'fault' ? (factsOf(entry.fault).libp2p ?? []) : [],
  )
  return [...new Set([...nodes.map(({ libp2p }) => libp2p), ...later])]
}
