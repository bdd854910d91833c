import type { TopoEvent } from '../../../../events/event.ts'
import { namesByPeerId, type RunWords } from '../../text/run-words.ts'
import type { ReportData } from '../report-data.ts'
import { type ReportModel, reportModel } from '../report-model.ts'
import { latest, RunStates } from '../run-states.ts'
import { unpackEvents } from '../unpack-events.ts'
import { wordsFor } from '../words.ts'
import { EventIndex } from './event-index.ts'

/** Everything that the page shows, and never changes. */
export interface Report {
  readonly data: ReportData
  readonly events: readonly TopoEvent[]
  readonly model: ReportModel
  readonly states: RunStates
  readonly words: RunWords
  readonly index: EventIndex
}

export function reportOf(data: ReportData): Report {
  const events = unpackEvents(data.events)
  const words = wordsFor({ names: namesByPeerId(data.plan.nodes), faults: data.faults })
  const model = reportModel(data.plan, events)
  return { data, events, model, states: new RunStates(model), words, index: new EventIndex(events, words) }
}

/** Where one looks: after an event, at a time that is not before it. */
export interface Cursor {
  /** Number of the event; 0: before the first. */
  readonly n: number
  readonly t: number
}

/** What parts of the page can do to each other. */
export interface Actions {
  /** Where the cursor is or will be in the next frame, so that keys pressed faster than that all count. */
  readonly now: () => Cursor
  readonly goTo: (n: number) => void
  readonly goToTime: (t: number) => void
  readonly selectNode: (name: string | null) => void
}

/** The event that the cursor is at, or null before the first one. */
export function eventAt(events: readonly TopoEvent[], cursor: Cursor): TopoEvent | null {
  return latest(events, cursor.n)
}
