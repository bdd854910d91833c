import { randomBytes } from 'node:crypto'
import { readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { latestName, runIdPattern } from './files.ts'

/**
 * Makes `latest` point to the newest run in `folder`. Renaming a new link over the old one keeps the link present at
 * every moment. It looks again afterwards, in case two runs do this at once: the last rename has seen both folders.
 */
export function pointLatest(folder: string): void {
  let target: string | null = null
  for (let newest = newestRun(folder); newest !== null && newest !== target; newest = newestRun(folder)) {
    replaceLink(folder, newest)
    target = newest
  }
}

/** The names of all runs in `folder`, oldest first. */
export function runsIn(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => runIdPattern.test(name))
    .sort()
}

function replaceLink(folder: string, target: string): void {
  const temporary = join(folder, `.${latestName}-${randomBytes(6).toString('hex')}`)
  try {
    symlinkSync(target, temporary, 'dir')
    renameSync(temporary, join(folder, latestName))
  } finally {
    rmSync(temporary, { force: true })
  }
}

export function newestRun(folder: string): string | null {
  return runsIn(folder).at(-1) ?? null
}
