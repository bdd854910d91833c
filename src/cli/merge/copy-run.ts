import { cpSync, existsSync, lstatSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { makeFolder } from '../../base/make-folder.ts'
import { resultFiles } from '../../runner/results/files.ts'
import { pointLatest } from '../../runner/results/latest.ts'
import type { GatheredRun } from './gather-runs.ts'

/**
 * Copies the folder of a run into `target`, unless the same run is there. The copy appears in one step. Symbolic links
 * stay behind, because nothing outside of the folder belongs to the run. Returns the folder of the copy.
 */
export function copyRun({ id, folder }: GatheredRun, target: string): string {
  const copy = join(target, id)
  if (resolve(folder) === resolve(copy) || haveSameLog(folder, copy)) return copy
  const home = dirname(copy)
  makeFolder(home)
  const temporary = join(home, `.merging-${process.pid}`)
  try {
    cpSync(folder, temporary, {
      recursive: true,
      preserveTimestamps: true,
      filter: (file) => !lstatSync(file).isSymbolicLink(),
    })
    // A copy with another log was made while the run was under way.
    rmSync(copy, { recursive: true, force: true })
    renameSync(temporary, copy)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
  pointLatest(home)
  return copy
}

function haveSameLog(one: string, other: string): boolean {
  const [log, copy] = [one, other].map((folder) => join(folder, resultFiles.events)) as [string, string]
  if (!existsSync(log) || !existsSync(copy) || statSync(log).size !== statSync(copy).size) return false
  return readFileSync(log).equals(readFileSync(copy))
}
