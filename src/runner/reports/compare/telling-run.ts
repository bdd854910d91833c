import type { ComparedRun } from './comparison.ts'
import { standingOfRun, worst } from './standing.ts'

/** Of repeated runs, the one to look at: the first that stands as all of them do together. */
export function tellingRun(runs: readonly ComparedRun[]): ComparedRun | undefined {
  const standing = worst(runs.map(({ summary }) => standingOfRun(summary)))
  return runs.find(({ summary }) => standingOfRun(summary) === standing)
}
