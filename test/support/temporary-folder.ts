import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test as base } from 'vitest'

const folders: string[] = []

/** Makes an empty folder. It is removed after the last test of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'topo-test-'))
  folders.push(folder)
  return folder
}

/** Removes the folders that the tests of a file made. */
export function removeTemporaryFolders(): void {
  for (const folder of folders.splice(0)) removeFolder(folder)
}

/** A test with an empty folder, which is removed after the test. */
export const test = base.extend<{ folder: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of the fixtures that are needed
  folder: async ({}, use) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'topo-test-'))
    await use(folder)
    removeFolder(folder)
  },
})

function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
}
