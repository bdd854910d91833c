import type { EntryPlan } from '../../language/plan/plan.ts'
import { timedEntries } from '../../language/plan/timed-entries.ts'
import {
  type EntryTimes,
  entryTimes,
  type Interval,
  orderOfStart,
  type TimedEntry,
} from '../../language/values/entry-times.ts'

export interface Timed {
  readonly entry: EntryPlan
  /** The range of its start, where a later one of the list may start before it; null where its place is certain. */
  readonly range: Interval | null
}

/** The entries in the order of their earliest starts, which is that of the run where no start is uncertain. */
export function orderOfTime(timeline: readonly EntryPlan[]): readonly Timed[] {
  const entries = timedEntries(timeline)
  const times = entryTimes(entries)
  const order = orderOfStart(entries)
  return order.flatMap((index) => {
    const entry = timeline[index]
    if (entry === undefined) return []
    const start = times[index]?.start ?? null
    return [{ entry, range: isOvertaken({ entries, times, order }, index) ? start : null }]
  })
}

interface Order {
  readonly entries: readonly TimedEntry[]
  readonly times: readonly (EntryTimes | null)[]
  readonly order: readonly number[]
}

/** True: an entry that is later in the order may start before this one. */
function isOvertaken({ entries, times, order }: Order, index: number): boolean {
  const own = times[index]
  if (own === undefined || own === null) return false
  const chain = chainOf(entries, index)
  const ownPlace = order.indexOf(index)
  // The last entry that both wait for: times since its end are exact, however uncertain that end is.
  const joints = new Map<number, number | null>()
  return order.some((other, place) => {
    const target = targetOf(entries, other)
    const joint = target === null ? null : chain.has(target) ? target : (joints.get(target) ?? null)
    joints.set(other, joint)
    const start = times[other]?.start
    if (place <= ownPlace || joint === index || start === undefined) return false
    const end = joint === null ? null : times[joint]?.end
    return start.from - (end?.from ?? 0) < own.start.to - (end?.to ?? 0)
  })
}

/** An entry and those that it waits for, directly or not. */
function chainOf(entries: readonly TimedEntry[], index: number): ReadonlySet<number> {
  const chain = new Set<number>()
  for (let here: number | null = index; here !== null && !chain.has(here); here = targetOf(entries, here)) {
    chain.add(here)
  }
  return chain
}

function targetOf(entries: readonly TimedEntry[], index: number): number | null {
  const start = entries[index]?.start
  return start?.kind === 'after' ? start.target : null
}
