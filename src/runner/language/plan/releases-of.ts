import type { Plan } from './plan.ts'

/** Every libp2p release that a node of the plan runs at any time, each one once. */
export function releasesOf({ nodes, timeline }: Pick<Plan, 'nodes' | 'timeline'>): readonly string[] {
  const restarted = timeline.flatMap((entry) =>
    entry.type === 'fault' && entry.fault.kind === 'restart' ? (entry.fault.params.libp2p ?? []) : [],
  )
  return [...new Set([...nodes.map(({ libp2p }) => libp2p), ...restarted])]
}
