/** The start of each entry, as far as the file says. */
import { entryTimes, type Interval, lengthOfMode, type TimedStart } from '../values/entry-times.ts'
import { lengthOfFault } from './fault-length.ts'
import { modeOf } from './mode-of.ts'
import type { EntryContent, Topology } from './topology.ts'

/** `named`: whether the file names the entry that it waits for. */
export type Scheduled = TimedStart & { readonly named: boolean }

/** By position; null where the start of the entry is wrong, or waits for an unknown one. */
export function scheduleOf({ timeline }: Topology): readonly (Scheduled | null)[] {
  const positions = new Map<string, number>()
  for (const [index, { id }] of timeline.entries()) if (!positions.has(id)) positions.set(id, index)
  return timeline.map(({ start }, index): Scheduled | null => {
    if (start === null) return null
    const { at, after } = start
    if (at !== null) return { kind: 'at', time: at, named: false }
    const delay = after?.delay ?? 0
    const named = after !== null && after.entry !== null
    if (!named)
      return index === 0
        ? { kind: 'at', time: delay, named }
        : { kind: 'after', target: index - 1, delay, named }
    const target = positions.get(after.entry)
    return target === undefined ? null : { kind: 'after', target, delay, named }
  })
}

/** The range of times in which each entry can start; null where the file leaves it open (mistakes, circles). */
export function startsOf(topology: Topology): readonly (Interval | null)[] {
  const schedule = scheduleOf(topology)
  const entries = topology.timeline.map(({ content }, index) => ({
    start: schedule[index] ?? null,
    length: content === null ? unknown : lengthOf(content),
  }))
  return entryTimes(entries).map((times) => times?.start ?? null)
}

const unknown: Interval = { from: 0, to: Number.POSITIVE_INFINITY }

function lengthOf(content: EntryContent): Interval {
  return content.type === 'fault'
    ? lengthOfFault(content.does, content.keys.for ?? null)
    : lengthOfMode(modeOf(content.keys))
}
