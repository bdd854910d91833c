/** The runs that `topo measures` is given: by folders, by names, or by the page of an experiment. */
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'
import * as z from 'zod'
import { InputError, messageOf } from '../../base/errors.ts'
import { resultFiles } from '../../runner/results/files.ts'
import { findRun } from '../../runner/results/find-run.ts'
import { findRuns } from '../../runner/results/find-runs.ts'
import { readPlan } from '../../runner/results/read-plan.ts'
import { noSuchRun } from '../no-such-run.ts'

interface NamedRun {
  /** Its name in the tables: its folder below what the command names. */
  readonly name: string
  readonly folder: string
}

const experiment = z.object({ runs: z.array(z.object({ id: z.string() })) })

/** Returns each run once. Throws {@link InputError} for a name without runs. */
export function runsNamed(targets: readonly string[], root: string): readonly NamedRun[] {
  const all = targets.flatMap((target) => {
    const found = runsOf(target, root)
    if (found.length === 0) throw noSuchRun(target, root, 'a folder with results')
    return found
  })
  const byFolder = new Map(all.map((folder) => [realPath(folder), folder]))
  const folders = [...byFolder.keys()].sort()
  const common = commonFolder(folders)
  return folders.map((folder) => ({
    name: path.relative(common, folder).split(path.sep).join('/'),
    folder: byFolder.get(folder) ?? folder,
  }))
}

/** The folder of the run's topology. A run on a release has a folder for the release in it. */
function homeOf(run: string): string {
  const above = path.dirname(run)
  const name = topologyOf(run)
  const isHome = (folder: string) => path.basename(folder).split('.')[0] === name
  return !isHome(above) && isHome(path.dirname(above)) ? path.dirname(above) : above
}

/** The name of the run's topology; null if its plan cannot be read. */
function topologyOf(run: string): string | null {
  try {
    return readPlan(path.join(run, resultFiles.plan)).name
  } catch {
    return null
  }
}

function runsOf(target: string, root: string): readonly string[] {
  if (/^experiment-[0-9a-f]+\.(?:json|html)$/.test(path.basename(target)) && existsSync(target))
    return runsOfExperiment(target.replace(/html$/, 'json'))
  if (existsSync(path.join(target, resultFiles.plan))) return [target]
  if (statSync(target, { throwIfNoEntry: false })?.isDirectory()) return runsBelow(target)
  const found = findRun(target, root)
  return found === null ? [] : [found]
}

/** The runs of a folder of results, or of the folder of one topology or release in it. */
function runsBelow(folder: string): readonly string[] {
  const whole = path.resolve(folder)
  const above = [whole, path.dirname(whole), path.dirname(path.dirname(whole))]
  for (const results of above) {
    const inside = findRuns(results).filter((run) => run.folder.startsWith(`${whole}${path.sep}`))
    if (inside.length > 0) return inside.map((run) => run.folder)
  }
  return []
}

function runsOfExperiment(file: string): readonly string[] {
  try {
    const { runs } = experiment.parse(JSON.parse(readFileSync(file, 'utf8')))
    return runs.map(({ id }) => path.join(path.dirname(file), id))
  } catch (error) {
    const problem = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error)
    throw new InputError(`${file} is no experiment: ${problem}`)
  }
}

/** Two ways to name a run, such as its id and `latest`, have one path. A run that is not there has its name. */
function realPath(folder: string): string {
  return existsSync(folder) ? realpathSync(folder) : path.resolve(folder)
}

/** The nearest folder that has all of them, above that of a topology: its name is a part of the names of its runs. */
function commonFolder(folders: readonly string[]): string {
  const [first = ''] = folders
  let common = path.dirname(homeOf(first))
  const hasAll = () => folders.every((folder) => folder.startsWith(`${common}${path.sep}`))
  while (common !== path.dirname(common) && !hasAll()) common = path.dirname(common)
  return common
}
