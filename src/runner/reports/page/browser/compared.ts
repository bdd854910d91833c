import type { TopoEvent } from '../../../../events/event.ts'
import { comparedVocabulary } from '../../compare/comparison-words.ts'
import { namesByPeerId, type RunWords } from '../../text/run-words.ts'
import { compareLanes } from '../compare-lanes.ts'
import type { ComparisonData, PackedRun } from '../comparison-data.ts'
import type { LaneLayout } from '../lanes.ts'
import { layOutLanes } from '../lay-out-lanes.ts'
import { type Moment, type ReportModel, reportModel } from '../report-model.ts'
import { RunStates } from '../run-states.ts'
import { unpackEvents } from '../unpack-events.ts'
import { expectationsOf, wordsFor } from '../words.ts'

/** The constant content of a comparison page. */
export interface Compared {
  readonly data: ComparisonData
  /** Sides with a stored log. */
  readonly sides: readonly ComparedLog[]
  /** Words for texts about all sides. */
  readonly words: RunWords
  readonly layout: LaneLayout
  /** The times of all events on all sides. */
  readonly moments: readonly Moment[]
}

export interface ComparedLog {
  readonly label: string
  readonly run: PackedRun
  readonly words: RunWords
  readonly events: readonly TopoEvent[]
  readonly model: ReportModel
  readonly states: RunStates
}

export function comparedOf(data: ComparisonData): Compared {
  const { sides, divergences } = data.comparison
  const logs = data.runs.flatMap((run, index): readonly ComparedLog[] => {
    if (run === null) return []
    const events = unpackEvents(run.events)
    const words = wordsFor({
      names: namesByPeerId(run.plan.nodes),
      faults: run.faults,
      expectations: expectationsOf(run.verdict),
    })
    const model = reportModel(run.plan, events)
    const label = sides[index]?.label ?? ''
    return [{ label, run, words, events, model, states: new RunStates(model) }]
  })
  const partings = divergences.flatMap((divergence) => divergence?.at ?? [])
  const layout = compareLanes(
    logs.map(({ label, run, words, model }) => ({
      label,
      words,
      layout: layOutLanes(model, run.verdict, words),
      lacks: run.lacks,
    })),
    partings,
  )
  const times = new Set(logs.flatMap(({ events }) => events.map(({ t }) => t)))
  const moments = [...times].sort((a, b) => a - b).map((t, index) => ({ n: index + 1, t }))
  return { data, sides: logs, words: wordsFor(comparedVocabulary(data.comparison)), layout, moments }
}
