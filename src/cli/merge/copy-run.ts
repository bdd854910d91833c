import { cpSync, existsSync, lstatSync, renameSync, rmSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { makeFolder } from '../../base/make-folder.ts'
import { pointLatest } from '../../runner/results/latest.ts'
import type { GatheredRun } from './gather-runs.ts'

/**
 * Copies the folder of a run into `target`, unless it is there. The copy appears in one step. Symbolic links stay
 * behind, because nothing outside of the folder belongs to the run. Returns the folder of the copy.
 */
export function copyRun({ id, folder }: GatheredRun, target: string): string {
  const copy = join(target, id)
  if (resolve(folder) === resolve(copy) || existsSync(copy)) return copy
  const home = dirname(copy)
  makeFolder(home)
  const temporary = join(home, `.merging-${process.pid}`)
  try {
    cpSync(folder, temporary, {
      recursive: true,
      preserveTimestamps: true,
      filter: (file) => !lstatSync(file).isSymbolicLink(),
    })
    renameSync(temporary, copy)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
  pointLatest(home)
  return copy
}
