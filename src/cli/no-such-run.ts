import { parse } from 'node:path'
import { InputError } from '../base/errors.ts'
import { suggest } from '../runner/language/diagnostics/suggest.ts'
import { findRuns } from '../runner/results/find-runs.ts'

/** The error about a `target` that is no run below `root`. It names the valid `kinds` and the nearest topology. */
export function noSuchRun(target: string, root: string, kinds: string): InputError {
  const topologies = [...new Set(findRuns(root).map(({ topology }) => topology))]
  const hint = suggest(parse(target).name.replace(/~\d*$/, ''), topologies)
  return new InputError(
    `there is no run ${target}: name ${kinds}, or a topology with runs in ${root}${hint === null ? '' : `; ${hint}`}`,
  )
}
