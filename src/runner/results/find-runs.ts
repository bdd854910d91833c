import { type Dirent, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { homeName, runIdPattern } from './files.ts'

/** A folder with the name of a run, whatever its content. */
export interface FoundRun {
  readonly id: string
  /** The name of the folder of a topology, which is its own. */
  readonly topology: string
  readonly release: string
  readonly folder: string
}

const releaseName = /^[A-Za-z0-9][A-Za-z0-9.-]{0,99}$/

/** Finds all runs below a results folder. It follows no links, because nothing outside belongs to the results. */
export function findRuns(root: string): readonly FoundRun[] {
  return foldersIn(root, homeName).flatMap((topology) => {
    const home = join(root, topology)
    const own = foldersIn(home, runIdPattern).map((run) => found(root, topology, '', run))
    const releases = foldersIn(home, releaseName).filter((name) => !runIdPattern.test(name))
    return [
      ...own,
      ...releases.flatMap((release) =>
        foldersIn(join(home, release), runIdPattern).map((run) => found(root, topology, release, run)),
      ),
    ]
  })
}

function found(root: string, topology: string, release: string, run: string): FoundRun {
  const parts = [topology, ...(release === '' ? [] : [release]), run]
  return { id: parts.join('/'), topology, release, folder: join(root, ...parts) }
}

/** The matching folders in a folder; none for a missing or unreadable folder. */
function foldersIn(folder: string, pattern: RegExp): readonly string[] {
  let entries: readonly Dirent[]
  try {
    entries = readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
  return entries
    .filter((entry) => entry.isDirectory() && pattern.test(entry.name))
    .map(({ name }) => name)
    .sort()
}
