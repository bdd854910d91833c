import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { InputError } from '../../../base/errors.ts'
import { nodeLogFolder, resultFiles } from '../../results/files.ts'
import { searchFiles } from '../../search/stored-search.ts'

/** Throws for a run folder with symbolic links, which could lead anywhere. */
export function assertOwnFiles(folder: string): void {
  const logs = join(folder, nodeLogFolder)
  const names = [...Object.values(resultFiles), nodeLogFolder].map((name) => join(folder, name))
  for (const file of names) assertNoLink(file)
  if (!existsSync(logs)) return
  for (const name of readdirSync(logs)) assertNoLink(join(logs, name))
}

/** Throws for the folder of a search with symbolic links. */
export function assertOwnSearch(folder: string): void {
  for (const name of Object.values(searchFiles)) assertNoLink(join(folder, name))
}

function assertNoLink(file: string): void {
  const status = lstatSync(file, { throwIfNoEntry: false })
  if (status?.isSymbolicLink() === true)
    throw new InputError(`${file} is a symbolic link, and topo does not follow it`)
}
