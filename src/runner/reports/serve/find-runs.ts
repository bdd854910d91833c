import { type Dirent, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runIdPattern, safeName } from '../../results/files.ts'

/** A folder that looks like a run, whatever is in it. */
export interface FoundRun {
  readonly id: string
  readonly topology: string
  readonly release: string
  readonly folder: string
}

const releaseName = /^[A-Za-z0-9][A-Za-z0-9.-]{0,99}$/

/** All runs below a results folder. Links are not followed: nothing outside belongs to the results. */
export function findRuns(root: string): readonly FoundRun[] {
  return foldersIn(root, safeName).flatMap((topology) => {
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

/** A folder that is gone, or may not be read, has none. */
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
