import { lengthOfFault } from '../topology/fault-length.ts'
import { lengthOfMode, type TimedEntry } from '../values/entry-times.ts'
import type { EntryPlan } from './plan.ts'

/** The entries of a plan as the model of times takes them. An unknown target counts as a start of unknown time. */
export function timedEntries(timeline: readonly EntryPlan[]): readonly TimedEntry[] {
  const positions = new Map(timeline.map(({ id }, index) => [id, index]))
  return timeline.map((entry): TimedEntry => {
    const length = entry.type === 'fault' ? lengthOfFault(entry.fault, entry.for) : lengthOfMode(entry.mode)
    const { start } = entry
    if (start.kind === 'at') return { start, length }
    const target = positions.get(start.entry)
    return { start: target === undefined ? null : { kind: 'after', target, delay: start.delay }, length }
  })
}
