import type { TopoEvent } from '../../../../events/event.ts'
import { namesByPeerId, type RunWords } from '../../text/run-words.ts'
import { type Cause, causeOf } from '../cause.ts'
import { type EntryMoments, entryMoments } from '../entry-moments.ts'
import { groupNodes, type NodeUnit } from '../node-groups.ts'
import type { ReportData } from '../report-data.ts'
import { type ReportModel, reportModel } from '../report-model.ts'
import { latest, RunStates } from '../run-states.ts'
import { unpackEvents } from '../unpack-events.ts'
import { expectationsOf, wordsFor } from '../words.ts'
import { EventIndex } from './event-index.ts'

/** The constant content of a report page. */
export interface Report {
  readonly data: ReportData
  readonly events: readonly TopoEvent[]
  readonly model: ReportModel
  readonly states: RunStates
  readonly words: RunWords
  readonly index: EventIndex
  /** The first and the last event of each entry. */
  readonly moments: ReadonlyMap<string, EntryMoments>
  /** The cause of the first failure; null: nothing failed. */
  readonly cause: (Cause & { readonly entry: string }) | null
  /** The nodes, in a large run in groups. */
  readonly units: readonly NodeUnit[]
}

export function reportOf(data: ReportData): Report {
  const events = unpackEvents(data.events)
  const words = wordsFor({
    names: namesByPeerId(data.plan.nodes),
    faults: data.faults,
    expectations: expectationsOf(data.verdict),
  })
  const model = reportModel(data.plan, events)
  const moments = entryMoments(events)
  const failed = data.verdict.expectations.find(({ outcome }) => outcome === 'fail')?.entry
  const cause = failed === undefined ? null : { ...causeIn(data, { events, moments }, failed), entry: failed }
  const index = new EventIndex(events, words)
  const routers = new Map(data.plan.nodes.map(({ name, router }) => [name, router]))
  const units = groupNodes(
    model.nodes.map(({ name, kind }) => ({ name, kind, router: routers.get(name) ?? null })),
  )
  return { data, events, model, states: new RunStates(model), words, index, moments, cause, units }
}

/** Finds the events that explain the failure of an entry. */
export function causeIn(
  { plan, stories, verdict }: ReportData,
  { events, moments }: Pick<Report, 'events' | 'moments'>,
  entry: string,
): Cause {
  const story = (stories[entry] ?? []).map(({ n }) => n)
  const evidence = verdict.expectations.find((one) => one.entry === entry)?.evidence ?? []
  return causeOf(entry, { plan, events, moments, story, evidence })
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
  /** Shows the nodes of a group one by one, or together again. */
  readonly toggleGroup: (name: string) => void
}

/** The event at the cursor, or null before the first one. */
export function eventAt(events: readonly TopoEvent[], cursor: Cursor): TopoEvent | null {
  return latest(events, cursor.n)
}
