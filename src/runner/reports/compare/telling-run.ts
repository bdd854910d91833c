import type { ComparedRun } from './comparison.ts'
import { standingOfRun, worst } from './standing.ts'

/** The first of repeated runs that has the standing of them all. */
export function tellingRun(runs: readonly ComparedRun[]): ComparedRun | undefined {
  const standing = worst(runs.map(({ summary }) => standingOfRun(summary)))
  return runs.find(({ summary }) => standingOfRun(summary) === standing)
}
