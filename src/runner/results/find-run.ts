import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../../base/errors.ts'
import { plural } from '../language/values/plural.ts'
import { latestName, resultFiles } from './files.ts'
import { runsIn } from './latest.ts'

const namePattern = /^([a-z][a-z0-9-]*(?:\.[A-Za-z0-9-]+)?(?:\/[0-9a-z][\w.-]*)?)(?:~(\d{1,6}))?$/

const byNumber = new Intl.Collator('en', { numeric: true })

/** The runs of a topology on each release: `hello/2.10.0`. */
function releasesIn(root: string, name: string): readonly string[] {
  return readdirSync(join(root, name), { withFileTypes: true })
    .filter((one) => one.isDirectory() && runsIn(join(root, name, one.name)).length > 0)
    .map((release) => `${name}/${release.name}`)
    .sort(byNumber.compare)
}

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
    const count = `${root} has ${plural(runs.length, 'run')} of ${name}`
    const releases = runs.length > 0 ? [] : releasesIn(root, name)
    const named = releases.length === 0 ? count : `name a release: ${releases.join(', ')}`
    throw new InputError(`there is no ${target}: ${named}`)
  }
  return join(root, name, run)
}
