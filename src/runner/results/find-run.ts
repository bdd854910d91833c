import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../../base/errors.ts'
import { plural } from '../language/values/plural.ts'
import { latestName, resultFiles } from './files.ts'
import { runsIn } from './latest.ts'

const namePattern = /^([a-z][a-z0-9-]*(?:\.[A-Za-z0-9-]+)?(?:\/[0-9a-z][\w.-]*)?)(?:~(\d{1,6}))?$/

/**
 * Returns the folder of a run by one of these names; null for any other name.
 *
 * - `results/hello/2026-…-1f2e3d`, `results/hello`: a folder, the latest run in it
 * - `hello`, `hello~1`: the latest run of a topology below `root`, and the one before
 * - `hello/3.3.4`: the same of one release
 */
export function findRun(target: string, root: string): string | null {
  for (const folder of [target, join(target, latestName)]) {
    if (existsSync(join(folder, resultFiles.plan))) return folder
  }
  const [, name, back] = namePattern.exec(target) ?? []
  if (name === undefined || !existsSync(join(root, name))) return null
  const runs = runsIn(join(root, name))
  const run = runs.at(-1 - Number(back ?? 0))
  if (run === undefined) {
    throw new InputError(`there is no ${target}: ${root} has ${plural(runs.length, 'run')} of ${name}`)
  }
  return join(root, name, run)
}
