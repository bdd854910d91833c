import type { TopoEvent } from '../events/event.ts'
import type { Plan } from '../plan/plan.ts'
import { concernedNodes, namedIn } from './concerned-nodes.ts'

const length = 10

/** Keeps, for each expectation, the last events before it was settled that concern its nodes. */
export class Stories {
  readonly #open = new Map<string, ReadonlySet<string>>()
  readonly #faults: ReadonlyMap<string, ReadonlySet<string>>
  readonly #events = new Map<string, TopoEvent[]>()

  constructor(plan: Plan) {
    for (const entry of plan.timeline) {
      if (entry.type !== 'expectation') continue
      this.#open.set(entry.id, concernedNodes(entry, plan))
      this.#events.set(entry.id, [])
    }
    this.#faults = new Map(
      plan.timeline.flatMap((entry) =>
        entry.type === 'fault' ? [[entry.id, concernedNodes(entry, plan)] as const] : [],
      ),
    )
  }

  push(event: TopoEvent, settled: readonly string[]): void {
    const about = this.#about(event)
    for (const [entry, nodes] of this.#open) {
      if (about.some((name) => nodes.has(name)) && !isOfAnother(event, entry)) this.#keep(entry, event)
    }
    for (const entry of settled) this.#open.delete(entry)
  }

  /** At most ten events, the oldest first. */
  of(entry: string): readonly TopoEvent[] {
    return this.#events.get(entry) ?? []
  }

  #about(event: TopoEvent): readonly string[] {
    switch (event.kind) {
      case 'fault-applied':
      case 'fault-reverted':
      case 'fault-failed':
        return [...(this.#faults.get(event.entry) ?? [])]
      default:
        return namedIn(event)
    }
  }

  #keep(entry: string, event: TopoEvent): void {
    const events = this.#events.get(entry)
    if (events === undefined) return
    events.push(event)
    if (events.length > length) events.shift()
  }
}

/** What one expectation asked or found does not explain another one. */
function isOfAnother(event: TopoEvent, entry: string): boolean {
  const isAnswer = event.kind === 'probe' || event.kind === 'transfer' || event.kind === 'log-matched'
  return isAnswer && event.entry !== entry
}
