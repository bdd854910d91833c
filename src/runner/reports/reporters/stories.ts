import type { TopoEvent } from '../../../events/event.ts'
import type { Plan } from '../../language/plan/plan.ts'
import { concernedNodes, namedIn, subjectsOf } from '../text/concerned-nodes.ts'

const length = 10

interface Concerned {
  readonly nodes: ReadonlySet<string>
  /** The nodes of the story: all concerned nodes but the relays, unless there are only relays. */
  readonly subjects: ReadonlySet<string>
}

/** An event, or several equal events in a row. */
export interface Told {
  /** The first of them. */
  readonly event: TopoEvent
  /** Time of the first of them. A line that came close has the time at which it was printed. */
  readonly at: number
  readonly times: number
  /** Time of the last of them. */
  readonly until: number
}

/** Keeps, for each expectation, the last events about its nodes before it was settled. */
export class Stories {
  readonly #tell: (event: TopoEvent) => string
  readonly #open = new Map<string, Concerned>()
  readonly #faults: ReadonlyMap<string, ReadonlySet<string>>
  readonly #told = new Map<string, Told[]>()
  readonly #lines: Extract<TopoEvent, { kind: 'log-missed' }>[] = []

  /** Events with the same words in `tell` count as equal. */
  constructor(plan: Plan, tell: (event: TopoEvent) => string) {
    this.#tell = tell
    for (const entry of plan.timeline) {
      if (entry.type !== 'expectation') continue
      const nodes = concernedNodes(entry, plan)
      this.#open.set(entry.id, { nodes, subjects: subjectsOf(nodes, plan) })
      this.#told.set(entry.id, [])
    }
    this.#faults = new Map(
      plan.timeline.flatMap((entry) =>
        entry.type === 'fault' ? [[entry.id, concernedNodes(entry, plan)] as const] : [],
      ),
    )
  }

  push(event: TopoEvent, settled: readonly string[]): void {
    if (event.kind === 'log-missed') {
      this.#lines.push(event)
      return
    }
    const about = this.#about(event)
    for (const [entry, concerned] of this.#open) {
      if (isRelevant(event, about, concerned) && !isOfAnother(event, entry)) this.#keep(entry, event)
    }
    for (const entry of settled) this.#open.delete(entry)
    // An interrupted expectation has no outcome to explain.
    if (event.kind === 'expectation-ended' && event.cause === 'interrupted') this.#told.delete(event.entry)
  }

  /** Returns at most ten, and the printed lines that came close; oldest first. */
  of(entry: string): readonly Told[] {
    const lines = this.#lines
      .filter((line) => line.entry === entry)
      .map((event) => ({ event, at: event.printed, times: 1, until: event.printed }))
    return [...(this.#told.get(entry) ?? []), ...lines].sort((a, b) => a.at - b.at)
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
    const told = this.#told.get(entry)
    if (told === undefined) return
    const last = told.at(-1)
    if (last !== undefined && this.#isSame(last.event, event)) {
      told[told.length - 1] = { ...last, times: last.times + 1, until: event.t }
      return
    }
    told.push({ event, at: event.t, times: 1, until: event.t })
    if (told.length > length) told.shift()
  }

  #isSame(one: TopoEvent, other: TopoEvent): boolean {
    return one.kind === other.kind && this.#tell(one) === this.#tell(other)
  }
}

/** Events between a relay and other nodes explain nothing, and are left out. */
function isRelevant(event: TopoEvent, about: readonly string[], { nodes, subjects }: Concerned): boolean {
  if (about.some((name) => subjects.has(name))) return true
  const isFault = event.kind.startsWith('fault-')
  return (
    about.length > 0 &&
    (isFault ? about.some((name) => nodes.has(name)) : about.every((name) => nodes.has(name)))
  )
}

/** The probes of one expectation do not explain another one. */
function isOfAnother(event: TopoEvent, entry: string): boolean {
  const isAnswer =
    event.kind === 'probe' ||
    event.kind === 'ping' ||
    event.kind === 'transfer' ||
    event.kind === 'resource' ||
    event.kind === 'identify' ||
    event.kind === 'log-matched'
  return isAnswer && event.entry !== entry
}
