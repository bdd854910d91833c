import type { TopoEvent } from '../events/event.ts'
import type { EntryPlan, Plan } from '../plan/plan.ts'

/** The nodes that an entry is about: the names of nodes among its parameters; all nodes when it names none. */
export function concernedNodes(entry: EntryPlan, plan: Plan): ReadonlySet<string> {
  const names = new Set(plan.nodes.map(({ name }) => name))
  const found = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value === 'string' && names.has(value)) found.add(value)
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit)
  }
  visit(entry.type === 'fault' ? entry.fault.params : entry.expectation.params)
  return found.size > 0 ? found : names
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
