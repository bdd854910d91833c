/** Pairs of nodes that a fault silences: their connections look open, and nothing arrives. */
import type { FaultPlan } from '../../faults/registry.ts'
import { endsOf } from '../../values/ends.ts'
import type { Plan } from '../plan.ts'

/** Whether these two nodes do not hear each other. */
export type Silence = (a: string, b: string) => boolean

/** null: the fault silences no pair. */
export function silenceOf(plan: Plan, fault: FaultPlan): Silence | null {
  switch (fault.kind) {
    case 'cut': {
      if (fault.params.mode !== 'blackhole') return null
      const { from, to } = endsOf(fault.params)
      return between(nodesIn(plan, from), nodesIn(plan, to))
    }
    case 'partition': {
      if (fault.params.mode !== 'blackhole') return null
      const groups = fault.params.groups.map((group) => nodesIn(plan, group))
      return (a, b) =>
        groups.some((group) => group.has(a) && !group.has(b) && groups.some((one) => one.has(b)))
    }
    case 'pause':
    case 'move':
      return aroundEach(new Set(fault.params.node))
    case 'flush-nat':
    case 'set-nat':
      return aroundEach(nodesIn(plan, fault.params.router))
    default:
      return null
  }
}

function between(left: ReadonlySet<string>, right: ReadonlySet<string>): Silence {
  return (a, b) => (left.has(a) && right.has(b)) || (left.has(b) && right.has(a))
}

function aroundEach(nodes: ReadonlySet<string>): Silence {
  return (a, b) => nodes.has(a) || nodes.has(b)
}

/** Nodes by their names and by those of routers that they are behind. */
function nodesIn({ nodes, routers }: Plan, machines: readonly string[]): ReadonlySet<string> {
  const outer = new Map(routers.map(({ name, behind }) => [name, behind]))
  const isIn = (machine: string | null): boolean =>
    machine !== null && (machines.includes(machine) || isIn(outer.get(machine) ?? null))
  const all = machines.includes('*')
  const named = nodes.filter(({ name, router }) => all || machines.includes(name) || isIn(router))
  return new Set(named.map(({ name }) => name))
}
