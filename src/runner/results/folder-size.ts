import { type Dirent, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

export interface FolderSize {
  readonly bytes: number
  /** False: counting took too long, and there is more. */
  readonly isWhole: boolean
}

/** Counts the bytes of all files below a folder, for at most `time` milliseconds. It follows no links. */
export function folderSize(folder: string, time = Number.POSITIVE_INFINITY): FolderSize {
  const end = performance.now() + time
  const waiting = [folder]
  let bytes = 0
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (performance.now() > end) return { bytes, isWhole: false }
    for (const entry of entriesOf(next)) {
      const path = join(next, entry.name)
      if (entry.isDirectory()) waiting.push(path)
      else bytes += lstatSync(path, { throwIfNoEntry: false })?.size ?? 0
    }
  }
  return { bytes, isWhole: true }
}

/** None for a folder that is gone: another command may delete it at the same time. */
function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
