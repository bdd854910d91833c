import { renameSync, rmSync, writeFileSync } from 'node:fs'

/** Replaces a file in one step: readers see the old text or the new one, never a part. */
export function writeAtomic(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`
  try {
    writeFileSync(temporary, text)
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}
