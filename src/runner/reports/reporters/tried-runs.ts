import { basename, dirname, join } from 'node:path'
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

/** `fail, then pass`; null for a run without retries. */
export function tellAttempts({ last, earlier, isUnsteady }: TriedRun): string | null {
  if (earlier.length === 0) return null
  const outcomes = [...earlier, last].map(({ verdict }) => verdict.outcome)
  const fault = isUnsteady
    ? ': in virtual time this is a bug in topo. Please report it with the results folders of these runs'
    : ''
  return `${outcomes.join(', then ')}${fault}`
}
