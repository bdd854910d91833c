import { factsOf } from '../faults/registry.ts'
import { peersInUse } from '../values/relay-in-use.ts'
import type { Plan } from './plan.ts'

/** A bundle of the agent: with a libp2p release, and for a module node with its file. */
export interface ProgramPlan {
  readonly libp2p: string
  readonly module: string | null
}

/** Returns every program that a node of the plan runs at any time, each one once. */
export function programsOf({ nodes, timeline }: Plan): readonly ProgramPlan[] {
  const switches = timeline.flatMap((entry) => {
    if (entry.type !== 'fault') return []
    const { starts, libp2p } = factsOf(entry.fault)
    const isForAnyNode = peersInUse(entry.fault.params).length > 0
    return libp2p === null
      ? []
      : [{ libp2p, mayStart: (name: string) => isForAnyNode || starts.includes(name) }]
  })
  const programs = nodes.flatMap((node): readonly ProgramPlan[] => {
    if (node.kind === 'command') return []
    const module = node.kind === 'module' ? node.module : null
    const later = switches.filter(({ mayStart }) => mayStart(node.name)).map(({ libp2p }) => libp2p)
    return [node.libp2p, ...later].map((libp2p) => ({ libp2p, module }))
  })
  return [...new Map(programs.map((one) => [JSON.stringify(one), one])).values()]
}
