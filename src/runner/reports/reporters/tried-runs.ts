import { basename, dirname, join } from 'node:path'
import { listNames } from '../../language/values/list-names.ts'
import type { RunInfo } from '../../results/run-info.ts'
import { type JudgedAttempts, judgeAttempts } from '../../verdict/attempts.ts'
import type { Verdict } from '../../verdict/verdict.ts'
import type { RunNotes } from './run-notes.ts'

export interface EndedRun {
  readonly notes: RunNotes
  readonly verdict: Verdict
}

/** A run with its retries. */
export interface TriedRun extends JudgedAttempts {
  readonly last: EndedRun
  /** The attempts before the last one. */
  readonly earlier: readonly EndedRun[]
}

/** Joins the attempts at each run, in the order in which the runs first ended. */
export function triedRuns(ended: readonly EndedRun[]): readonly TriedRun[] {
  const attempts = Map.groupBy(ended, ({ notes: { info } }) => firstFolderOf(info))
  return [...attempts.values()].flatMap((all) => {
    const last = all.at(-1)
    if (last === undefined) return []
    return [{ last, earlier: all.slice(0, -1), ...judgeAttempts(all.map(({ verdict }) => verdict)) }]
  })
}

/** Attempts at one run are folders beside each other. */
function firstFolderOf({ folder, retryOf }: RunInfo): string {
  return join(dirname(folder), retryOf ?? basename(folder))
}

/**
 * The attempts that explain the outcome of a run, the one that did not pass first: all of them when they differ in
 * virtual time, the first failure of a flaky run, or the last attempt.
 */
export function tellingAttempts({ last, earlier, isFlaky, isUnsteady }: TriedRun): Attempts {
  const [first = last] = earlier
  if (isFlaky) return [first]
  return isUnsteady && first !== last ? [first, ...earlier.slice(1), last] : [last]
}

type Attempts = readonly [EndedRun, ...EndedRun[]]

/** `fail, then pass`; null for a run without retries. */
export function tellAttempts({ last, earlier, isUnsteady }: TriedRun): string | null {
  if (earlier.length === 0) return null
  const outcomes = [...earlier, last].map(({ verdict }) => verdict.outcome)
  return `${outcomes.join(', then ')}${isUnsteady ? `: ${tellUnsteady(last.notes)}` : ''}`
}

/** Code of the user in a node can read the disk, which topo does not control. */
function tellUnsteady({ plan }: RunNotes): string {
  const report = 'please report it with the results folders of these runs'
  const modules = plan.nodes.filter(({ kind }) => kind === 'module').map(({ name }) => name)
  if (modules.length === 0) return `in virtual time this is a bug in topo, so ${report}`
  return `in virtual time, the module of ${listNames(modules)} reads what differs each time, such as a file on disk, or this is a bug in topo: then ${report}`
}
