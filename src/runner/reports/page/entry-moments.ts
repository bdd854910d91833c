import type { TopoEvent } from '../../../events/event.ts'
import type { Moment } from './report-model.ts'

/** The first and the last event of a timeline entry. */
export interface EntryMoments {
  readonly started: Moment
  /** Its end; for an entry without an end, the last event that names it. */
  readonly ended: Moment
}

/** Finds the events of each timeline entry. Entries that never started are left out. */
export function entryMoments(events: readonly TopoEvent[]): ReadonlyMap<string, EntryMoments> {
  const found = new Map<string, EntryMoments>()
  const over = new Set<string>()
  for (const event of events) {
    if (!('entry' in event)) continue
    const { entry, kind } = event
    const at = { n: event.n, t: event.t }
    if (kind === 'expectation-started' || kind === 'fault-started')
      found.set(entry, { started: at, ended: at })
    const moments = found.get(entry)
    if (moments === undefined || over.has(entry)) continue
    found.set(entry, { ...moments, ended: at })
    if (kind === 'expectation-ended') over.add(entry)
  }
  return found
}

/** The moments at which entries begin and end, in order. */
export function marksOf(moments: ReadonlyMap<string, EntryMoments>): readonly Moment[] {
  const byNumber = new Map(
    [...moments.values()].flatMap(({ started, ended }) => [
      [started.n, started] as const,
      [ended.n, ended] as const,
    ]),
  )
  return [...byNumber.values()].sort((a, b) => a.n - b.n)
}
