/** The nodes between which a fault acts. */
import type { Between } from '../../faults/facts.ts'
import { type FaultPlan, factsOf } from '../../faults/registry.ts'
import type { Plan } from '../plan.ts'

type Machines = Pick<Plan, 'nodes' | 'routers'>

/** Returns true if the fault acts between these two nodes. */
export type ArePair = (a: string, b: string) => boolean

/** The nodes whose connections look open while nothing arrives; null: the fault silences none. */
export function silenceOf(plan: Plan, fault: FaultPlan): ArePair | null {
  const { silences } = factsOf(fault)
  return silences === null ? null : betweenOf(plan, silences.between)
}

/** Finds the nodes behind the machines. */
export function betweenOf(plan: Machines, between: Between): ArePair {
  switch (between.kind) {
    case 'sides': {
      const [left, right] = [nodesIn(plan, between.left), nodesIn(plan, between.right)]
      return (a, b) => (left.has(a) && right.has(b)) || (left.has(b) && right.has(a))
    }
    case 'groups': {
      const groups = between.groups.map((group) => nodesIn(plan, group))
      return (a, b) =>
        groups.some((group) => group.has(a) && !group.has(b) && groups.some((one) => one.has(b)))
    }
    case 'around': {
      const nodes = nodesIn(plan, between.machines)
      return (a, b) => nodes.has(a) || nodes.has(b)
    }
  }
}

/** Returns the nodes that `machines` names, and those behind routers that it names. */
function nodesIn({ nodes, routers }: Machines, machines: readonly string[]): ReadonlySet<string> {
  const outer = new Map(routers.map(({ name, behind }) => [name, behind]))
  const wanted = new Set(machines)
  const isIn = (machine: string | null): boolean =>
    machine !== null && (wanted.has(machine) || isIn(outer.get(machine) ?? null))
  const all = wanted.has('*')
  const named = nodes.filter(({ name, router }) => all || wanted.has(name) || isIn(router))
  return new Set(named.map(({ name }) => name))
}
