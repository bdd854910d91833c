import path from 'node:path'
import type { Source } from '../language/plan/load.ts'
import type { Plan } from '../language/plan/plan.ts'
import { keyAnywhere, lossKeyOf } from './failure.ts'
import type { Runs } from './runs.ts'

/** A topology of a catalogue. */
export interface Explaining {
  readonly source: Source
  readonly plan: Plan
}

/** Files by the keys of failures, and of causes. */
export type ExplainedFailures = ReadonlyMap<string, readonly string[]>

/** Runs the topologies, and returns their files by the keys of their known failures and of the causes of these. */
export async function explainedFailures(
  catalogue: readonly Explaining[],
  runs: Pick<Runs, 'runPlan'>,
): Promise<ExplainedFailures> {
  const explained = new Map<string, string[]>()
  const all = await Promise.all(
    catalogue.map(async ({ source, plan }) => {
      const known = new Set(plan.timeline.flatMap((entry) => (entry.known === null ? [] : [entry.id])))
      const { failures } = await runs.runPlan(source.text, plan)
      // A failure that nobody has marked explains nothing.
      return { source, failures: failures.filter(({ entry }) => known.has(entry)) }
    }),
  )
  for (const { source, failures } of all) {
    const file = path.relative('.', source.file)
    const keys = failures.flatMap(({ key }) => [key, lossKeyOf(key) ?? []].flat())
    for (const key of new Set(keys)) explained.set(key, [...(explained.get(key) ?? []), file])
  }
  return explained
}

/** Returns the topologies with the same failure, else those with the same cause; null: there is none. */
export function explanationOf(explained: ExplainedFailures, failure: string): string | null {
  const key = keyAnywhere(failure)
  const files = explained.get(key) ?? explained.get(lossKeyOf(key) ?? '') ?? []
  return files.length === 0 ? null : files.join(' or ')
}
