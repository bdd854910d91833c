import type { TopoEvent } from '../../../../events/event.ts'
import { namesByPeerId, type RunWords } from '../../text/run-words.ts'
import type { ReportData } from '../report-data.ts'
import { type ReportModel, reportModel } from '../report-model.ts'
import { latest, RunStates } from '../run-states.ts'
import { unpackEvents } from '../unpack-events.ts'
import { wordsFor } from '../words.ts'
import { EventIndex } from './event-index.ts'

/** The constant content of a report page. */
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

/** The moment that the page shows: after an event, at its time or later. */
export interface Cursor {
  /** Number of the event; 0 before the first. */
  readonly n: number
  readonly t: number
}

/** The actions of page parts on each other. */
export interface Actions {
  /** The cursor of the next frame, so that fast key presses all count. */
  readonly now: () => Cursor
  readonly goTo: (n: number) => void
  readonly goToTime: (t: number) => void
  readonly selectNode: (name: string | null) => void
}

/** The event at the cursor, or null before the first one. */
export function eventAt(events: readonly TopoEvent[], cursor: Cursor): TopoEvent | null {
  return latest(events, cursor.n)
}
