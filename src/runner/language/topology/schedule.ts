/** The start of each entry, as far as the file determines it. */
import type { Topology } from './topology.ts'

export type Scheduled =
  | { readonly kind: 'at'; readonly time: number }
  /** `target`: position of the entry that it waits for. `named`: true if the file names that entry. */
  | { readonly kind: 'after'; readonly target: number; readonly delay: number; readonly named: boolean }

/** Starts by position; null if the entry is wrong, or waits for a missing entry. */
export function scheduleOf({ timeline }: Topology): readonly (Scheduled | null)[] {
  const positions = new Map<string, number>()
  for (const [index, { id }] of timeline.entries()) if (!positions.has(id)) positions.set(id, index)
  return timeline.map(({ content }, index): Scheduled | null => {
    if (content === null) return null
    const { at, after } = content.keys
    if (at !== null) return { kind: 'at', time: at }
    const delay = after?.delay ?? 0
    const named = after !== null && after.entry !== null
    if (!named)
      return index === 0 ? { kind: 'at', time: delay } : { kind: 'after', target: index - 1, delay, named }
    const target = positions.get(after.entry)
    return target === undefined ? null : { kind: 'after', target, delay, named }
  })
}

/** Returns the earliest start of each entry; null if it is undetermined (mistakes, cycles). */
export function earliestStarts(schedule: readonly (Scheduled | null)[]): readonly (number | null)[] {
  const known = new Map<number, number | null>()
  for (const start of schedule.keys()) {
    const chain: number[] = []
    let here: number | undefined = start
    while (here !== undefined && !known.has(here)) {
      known.set(here, null)
      chain.push(here)
      const next: Scheduled | null | undefined = schedule[here]
      here = next?.kind === 'after' ? next.target : undefined
    }
    for (const index of chain.reverse()) {
      const scheduled = schedule[index] ?? null
      if (scheduled?.kind === 'at') known.set(index, scheduled.time)
      if (scheduled?.kind === 'after') {
        const before = known.get(scheduled.target) ?? null
        known.set(index, before === null ? null : before + scheduled.delay)
      }
    }
  }
  return [...schedule.keys()].map((index) => known.get(index) ?? null)
}
