import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { type DiagnosedFile, InputError } from '../base/errors.ts'
import { loadTopology } from '../runner/language/plan/load.ts'
import type { Overrides } from '../runner/language/topology/validate.ts'
import { plural } from '../runner/language/values/plural.ts'
import { resultsName } from '../runner/results/files.ts'
import type { PreparedTopology } from '../runner/run/prepare/prepare.ts'
import { readTopologyFile } from '../runner/run/prepare/read-topology-file.ts'

/** A topology whose plan may still name ranges of releases and relative paths. */
export type LoadedTopology = PreparedTopology

/** Returns the files that the arguments name, in order: files as they are, and all topologies in folders. */
export function findTopologies(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    if (!isFolder(name)) return [name]
    const files = [...topologiesIn(name)].sort()
    if (files.length === 0) throw new InputError(`there is no topology (*.yaml) in ${name}`)
    return files
  })
}

/** Folders without topologies of the user: packages, and results of runs. */
const others = new Set(['node_modules', resultsName])

/** All YAML files in the folder, except hidden and linked ones and those in `others`. */
function topologiesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name)
    if (entry.name.startsWith('.') || others.has(entry.name)) return []
    if (entry.isDirectory()) return topologiesIn(file)
    return entry.isFile() && /\.ya?ml$/.test(entry.name) ? [file] : []
  })
}

/** Returns the plan or the mistakes of each file. With {@link loadToRun} as `load`, missing files are mistakes. */
export async function diagnoseTopologies(
  files: readonly string[],
  overrides: Overrides = {},
  load = loadTopology,
): Promise<readonly (LoadedTopology | DiagnosedFile)[]> {
  return Promise.all(
    files.map(async (file) => {
      const read = await readTopologyFile(file)
      if (!read.ok) return read.file
      const loaded = load(read.source, overrides)
      return loaded.ok ? { source: read.source, plan: loaded.plan, warnings: loaded.warnings } : loaded.file
    }),
  )
}

/** Loads all files, or throws an {@link InputError} with every mistake in them. */
export async function loadTopologies(
  files: readonly string[],
  overrides: Overrides = {},
  load = loadTopology,
): Promise<readonly LoadedTopology[]> {
  const all = await diagnoseTopologies(files, overrides, load)
  const wrong = all.filter(isWrong)
  if (wrong.length > 0) throw wrongTopologies(wrong, all.length)
  return all.filter(isLoaded)
}

/** The error about `wrong` files of `total` ones, with every mistake in them. */
export function wrongTopologies(wrong: readonly DiagnosedFile[], total: number): InputError {
  const subject = `${wrong.length} of ${plural(total, 'topology', 'topologies')}`
  return new InputError(`${subject} ${wrong.length === 1 ? 'is' : 'are'} wrong`, wrong)
}

export function isLoaded(one: LoadedTopology | DiagnosedFile): one is LoadedTopology {
  return 'plan' in one
}

export function isWrong(one: LoadedTopology | DiagnosedFile): one is DiagnosedFile {
  return !isLoaded(one)
}

/** False also for a path that cannot be read: its reader reports the reason, and goes on with the other paths. */
function isFolder(name: string): boolean {
  try {
    return statSync(name).isDirectory()
  } catch {
    return false
  }
}
