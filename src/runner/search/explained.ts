import path from 'node:path'
import type { Source } from '../language/plan/load.ts'
import type { Plan } from '../language/plan/plan.ts'
import type { Runs } from './runs.ts'

/** A topology of a catalogue. */
export interface Explaining {
  readonly source: Source
  readonly plan: Plan
}

/** Runs the topologies, and returns the keys of their known failures with the files that explain them. */
export async function explainedFailures(
  catalogue: readonly Explaining[],
  runs: Pick<Runs, 'runPlan'>,
): Promise<ReadonlyMap<string, string>> {
  const explained = new Map<string, string>()
  const all = await Promise.all(
    catalogue.map(async ({ source, plan }) => ({ source, result: await runs.runPlan(source.text, plan) })),
  )
  for (const { source, result } of all) {
    for (const { key } of result.failures)
      if (!explained.has(key)) explained.set(key, path.relative('.', source.file))
  }
  return explained
}
