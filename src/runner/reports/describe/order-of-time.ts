import { factsOf } from '../../language/faults/registry.ts'
import type { EntryPlan } from '../../language/plan/plan.ts'

export interface Timed {
  readonly entry: EntryPlan
  /** When it can begin at the earliest, in milliseconds of the run's clock. */
  readonly earliest: number
}

/** The entries in the order in which they can begin at the earliest; in that of the file where it is the same. */
export function orderOfTime(timeline: readonly EntryPlan[]): readonly Timed[] {
  const entries = new Map(timeline.map((entry) => [entry.id, entry]))
  const known = new Map<string, number>()
  const startOf = (entry: EntryPlan): number => {
    const found = known.get(entry.id)
    if (found !== undefined) return found
    // Until it is known; a stored plan may wait in a circle.
    known.set(entry.id, 0)
    const before = entry.start.kind === 'after' ? entries.get(entry.start.entry) : undefined
    const start =
      entry.start.kind === 'at'
        ? entry.start.time
        : (before === undefined ? 0 : endOf(before)) + entry.start.delay
    known.set(entry.id, start)
    return start
  }
  const endOf = (entry: EntryPlan): number => startOf(entry) + shortest(entry)
  return timeline
    .map((entry) => ({ entry, earliest: startOf(entry) }))
    .sort((one, other) => one.earliest - other.earliest)
}

/** How long it takes at least. */
function shortest(entry: EntryPlan): number {
  if (entry.type === 'expectation') return entry.mode.kind === 'for' ? entry.mode.time : 0
  if (entry.for !== null) return entry.for
  return factsOf(entry.fault).takes
}
