import { renameSync, rmSync, writeFileSync } from 'node:fs'

/** Whoever reads `path` meanwhile sees the old file or the new one, never a part. */
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
