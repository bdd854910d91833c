import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { type DiagnosedFile, InputError, messageOf } from '../runner/errors.ts'
import { type LoadedTopology, type LoadOverrides, readTopologyFile } from '../runner/topology/load.ts'

/** The topology files that the arguments name: files as they are, folders with all that is in them, in order. */
export function findTopologies(names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    let isFolder: boolean
    try {
      isFolder = statSync(name).isDirectory()
    } catch (error) {
      throw new InputError(`cannot read ${name}: ${messageOf(error)}`)
    }
    if (!isFolder) return [name]
    const files = readdirSync(name, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.ya?ml$/.test(file))
      .sort()
    if (files.length === 0) throw new InputError(`there is no topology (*.yaml) in ${name}`)
    return files.map((file) => path.join(name, file))
  })
}

/** Loads them all, or throws an {@link InputError} with everything that is wrong with any of them. */
export function loadTopologies(
  files: readonly string[],
  overrides: LoadOverrides,
): readonly LoadedTopology[] {
  const loaded: LoadedTopology[] = []
  const wrong: DiagnosedFile[] = []
  for (const file of files) {
    const result = readTopologyFile(file, overrides)
    if (result.ok) loaded.push(result)
    else wrong.push(result.file)
  }
  if (wrong.length > 0) throw new InputError('the input is wrong', wrong)
  return loaded
}
