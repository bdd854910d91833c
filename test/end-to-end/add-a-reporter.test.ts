/** The guide in CONTRIBUTING.md, followed by a machine: its file and its line are all that a reporter needs. */
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { expect } from 'vitest'
import { runs } from '../fixtures/runs.ts'
import { storeRun } from '../fixtures/stored-run.ts'
import { root } from '../support/run-topology.ts'
import { test } from '../support/temporary-folder.ts'

const reporters = 'src/runner/reports/reporters'

test('the reporter of the guide type-checks and reports a stored run', async ({ folder }) => {
  const guide = readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8').split('## Add a reporter')[1] ?? ''
  const [, code = ''] = /```ts\n(.*?)```/s.exec(guide) ?? []
  const copy = path.join(folder, 'topo')
  for (const name of ['src', 'cli.ts', 'package.json', 'tsconfig.json']) {
    cpSync(path.join(root, name), path.join(copy, name), { recursive: true })
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(copy, 'node_modules'))
  const registry = path.join(copy, reporters, 'registry.ts')
  writeFileSync(path.join(copy, reporters, 'tally.ts'), code)
  writeFileSync(
    registry,
    readFileSync(registry, 'utf8')
      .replace('export const reporters = {', 'export const reporters = {\n  tally,')
      .replace(/^import/m, "import { tally } from './tally.ts'\nimport"),
  )
  writeFileSync(
    path.join(copy, 'tsconfig.reporters.json'),
    JSON.stringify({ extends: './tsconfig.json', include: [reporters] }),
  )
  const options = { cwd: copy, preferLocal: true, localDir: root, reject: false }
  const types = await execa('tsc', ['--project', 'tsconfig.reporters.json'], options)
  expect(types.stdout).toBe('')
  const { path: stored } = storeRun(path.join(folder, 'results'), runs.failing)
  const report = await execa(process.execPath, ['cli.ts', 'report', stored, '--reporter', 'tally'], options)
  expect(report).toMatchObject({ stdout: 'failing: fail', stderr: '', exitCode: 1 })
})
