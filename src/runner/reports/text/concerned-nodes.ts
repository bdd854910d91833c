import type { TopoEvent } from '../../../events/event.ts'
import type { EntryPlan, Plan } from '../../language/plan/plan.ts'
import { peerOfRelay } from '../../language/values/relay-in-use.ts'

interface PlanNames {
  /** The nodes of the plan. */
  readonly all: ReadonlySet<string>
  /** The nodes that a name stands for: a node, or a router with all nodes behind it. */
  readonly namedBy: ReadonlyMap<string, readonly string[]>
}

/** By the nodes of a plan: a large plan has many entries. */
const namesOfPlans = new WeakMap<Plan['nodes'], PlanNames>()

function namesIn({ nodes, routers }: Plan): PlanNames {
  const known = namesOfPlans.get(nodes)
  if (known !== undefined) return known
  const outer = new Map(routers.map(({ name, behind }) => [name, behind]))
  const namedBy = new Map(nodes.map(({ name }) => [name, [name]]))
  for (const { name, router } of nodes) {
    for (const each of lineage(outer, router)) {
      const behind = namedBy.get(each)
      if (behind === undefined) namedBy.set(each, [name])
      else behind.push(name)
    }
  }
  const names = { all: new Set(nodes.map(({ name }) => name)), namedBy }
  namesOfPlans.set(nodes, names)
  return names
}

/**
 * Returns the nodes that an entry's parameters name, and all nodes behind a router that they name. An entry that names
 * none concerns all nodes.
 */
export function concernedNodes(entry: EntryPlan, plan: Plan): ReadonlySet<string> {
  const { all, namedBy } = namesIn(plan)
  const found = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value === 'string')
      for (const name of namedBy.get(peerOfRelay(value) ?? value) ?? []) found.add(name)
    if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit)
  }
  visit(entry.type === 'fault' ? entry.fault.params : entry.expectation.params)
  return found.size > 0 ? found : all
}

/** The nodes of an entry's story: those without the relays, unless there are only relays. */
export function subjectsOf(nodes: ReadonlySet<string>, plan: Plan): ReadonlySet<string> {
  const relays = new Set(plan.nodes.filter(({ kind }) => kind === 'boot-node').map(({ name }) => name))
  const others = new Set([...nodes].filter((name) => !relays.has(name)))
  return others.size > 0 ? others : nodes
}

/** A router and the routers around it, from the inside out. */
function lineage(outer: ReadonlyMap<string, string | null>, from: string | null): readonly string[] {
  const names: string[] = []
  for (let at = from; at !== null && !names.includes(at); at = outer.get(at) ?? null) names.push(at)
  return names
}

/** The nodes and peers that an event names. */
export function namedIn(event: TopoEvent): readonly string[] {
  const keys = ['node', 'peer', 'relay', 'source', 'destination', 'from', 'to'] as const
  const fields: Readonly<Partial<Record<string, unknown>>> = { ...event }
  return keys.flatMap((key) => {
    const value = fields[key]
    return typeof value === 'string' ? [value] : []
  })
}
