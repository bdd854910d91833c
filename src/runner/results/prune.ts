/** Old runs: their choice, and their deletion. */

import { existsSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { compareTexts } from '../../base/compare-texts.ts'
import { latestName, resultFiles } from './files.ts'
import type { FoundRun } from './find-runs.ts'
import { ownerName } from './home-of.ts'
import { newestRun, pointLatest } from './latest.ts'

/** Of each topology and release, the runs that stay: the newest ones, or those that are not too old. */
export type Keep =
  | { readonly kind: 'newest'; readonly count: number }
  | { readonly kind: 'since'; readonly time: number }

/** A run without a verdict may still go on, until it is this old (ms). */
const longestRun = 24 * 60 * 60 * 1000

/** Returns the runs to delete, oldest first. `now`: milliseconds since 1970. */
export function runsToPrune(runs: readonly FoundRun[], keep: Keep, now: number): readonly FoundRun[] {
  const groups = Map.groupBy(runs, ({ folder }) => dirname(folder))
  return [...groups.values()].flatMap((group) => {
    const inTime = group.toSorted((a, b) => compareTexts(a.id, b.id))
    const old =
      keep.kind === 'newest'
        ? inTime.slice(0, Math.max(0, inTime.length - keep.count))
        : inTime.filter((run) => startOf(run) < keep.time)
    return old.filter((run) => hasEnded(run) || startOf(run) < now - longestRun)
  })
}

/** Deletes a run, and the folders of its release and its topology when it was the last one there. */
export function deleteRun({ folder, release }: FoundRun): void {
  rmSync(folder, { recursive: true, force: true })
  const home = dirname(folder)
  if (newestRun(home) !== null) {
    pointLatest(home)
    return
  }
  rmSync(join(home, latestName), { force: true })
  deleteEmpty(home)
  if (release !== '') deleteEmpty(dirname(home))
}

function deleteEmpty(home: string): void {
  const others = readdirSync(home).filter((name) => name !== ownerName)
  if (others.length === 0) rmSync(home, { recursive: true })
}

/** The time in the name of the folder: `2026-03-01T12-00-00.000Z-1f2e3d`. */
export function startOf({ id }: Pick<FoundRun, 'id'>): number {
  const name = id.slice(id.lastIndexOf('/') + 1)
  const [, day, hours, minutes, rest] = /^(.*T)(\d\d)-(\d\d)-(.*Z)-[0-9a-f]+$/.exec(name) ?? []
  return Date.parse(`${day}${hours}:${minutes}:${rest}`)
}

function hasEnded({ folder }: FoundRun): boolean {
  return existsSync(join(folder, resultFiles.verdict))
}
