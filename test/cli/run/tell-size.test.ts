import { mkdirSync, truncateSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import type { CliContext } from '../../../src/cli/context.ts'
import { tellSize } from '../../../src/cli/run/tell-size.ts'
import { folderSize } from '../../../src/runner/results/folder-size.ts'
import { TextOutput } from '../../fixtures/report.ts'
import { test } from '../../support/temporary-folder.ts'

/** A file of this size that takes no space on the disk. */
function write(folder: string, file: string, bytes: number): void {
  mkdirSync(path.dirname(path.join(folder, file)), { recursive: true })
  writeFileSync(path.join(folder, file), '')
  truncateSync(path.join(folder, file), bytes)
}

test('the size of the results is told above 500 MB, with what to do', ({ folder: parent }) => {
  const folder = path.join(parent, 'my results')
  const told = () => {
    const stderr = new TextOutput()
    tellSize(folder, { stderr: stderr as unknown as CliContext['stderr'] })
    return stderr.text
  }
  write(folder, 'hello/one/events.ndjson', 400_000_000)
  expect(told()).toBe('')
  write(folder, 'hello/two/events.ndjson', 200_000_000)
  expect(told()).toBe(
    `topo: ${folder} takes 572MiB: \`topo results prune --keep 20 --results '${folder}'\` deletes old runs\n`,
  )
})

test('counting ends at its time, and says that there is more', ({ folder }) => {
  write(folder, 'a', 10)
  expect(folderSize(folder)).toEqual({ bytes: 10, isWhole: true })
  expect(folderSize(folder, -1)).toEqual({ bytes: 0, isWhole: false })
})
