import type { Plan } from '../../language/plan/plan.ts'
import type { Verdict } from '../../verdict/verdict.ts'
import type { Comparison, Side } from '../compare/comparison.ts'
import { type Lack, lacksOf } from '../compare/lacks.ts'
import { tellingRun } from '../compare/telling-run.ts'
import { vocabularyOf } from '../text/vocabulary-of.ts'
import { EventPacker, type PackedEvents } from './pack-events.ts'

/** The data of a comparison page. */
export interface ComparisonData {
  readonly comparison: Comparison
  /** A run of each side; null where its log was not stored. */
  readonly runs: readonly (PackedRun | null)[]
}

export interface PackedRun {
  readonly plan: Plan
  readonly verdict: Verdict
  readonly events: PackedEvents
  /** Entry of a fault -> its effect, in one sentence. */
  readonly faults: Readonly<Record<string, string>>
  readonly lacks: readonly Lack[]
}

export function comparisonData(comparison: Comparison, sides: readonly Side[]): ComparisonData {
  const told = sides.map(({ runs }) => tellingRun(runs))
  const lacks = lacksOf(
    told.map((run) => ({ holdings: run?.summary.holdings ?? [], duration: run?.summary.duration ?? 0 })),
    comparison.tolerance,
  )
  const runs = told.map((run, index) => {
    const log = run?.log ?? null
    if (log === null) return null
    const packer = new EventPacker()
    for (const event of log.events) packer.push(event)
    const { plan, verdict } = log
    const { faults } = vocabularyOf(plan)
    return { plan, verdict, events: packer.packed(), faults, lacks: lacks[index] ?? [] }
  })
  return { comparison, runs }
}
