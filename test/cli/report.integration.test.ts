import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { runs } from '../fixtures/runs.ts'
import { storeRun } from '../fixtures/stored-run.ts'
import { storeSearch } from '../fixtures/stored-search.ts'
import { test } from '../support/temporary-folder.ts'
import { topoHere } from './topo-here.ts'

test('a run is named by its folder, its topology, and how many runs ago it was', async ({ folder }) => {
  const paths = [storeRun(folder, runs.passing).path, storeRun(folder, runs.passing).path]
  const reported = async (target: string) => {
    const { code, stdout } = await topoHere('report', target, '--results', folder)
    expect(code).toBe(0)
    return /^ +results +(.*)$/m.exec(stdout)?.[1]
  }
  expect(await reported('passing')).toBe(paths[1])
  expect(await reported('passing~1')).toBe(paths[0])
  expect(await reported(paths[0] ?? '')).toBe(paths[0])
})

test('the reports of a search are made again from its folder', async ({ folder }) => {
  const stored = storeSearch(folder)
  const { code, stdout } = await topoHere('report', stored)
  expect(stdout).toMatch(/^4 runs and 30 to shrink, .*\n\nNEW {2}alice holds a reservation on boot\n/)
  expect(code).toBe(1)
  expect(readFileSync(path.join(stored, 'index.html'), 'utf8')).toContain('<title>one-relay: search</title>')
  expect(readFileSync(path.join(stored, 'junit.xml'), 'utf8')).toContain('<testsuite name="search one-relay"')
  expect(await topoHere('report', stored, '--svg')).toMatchObject({
    code: 2,
    stderr: `topo: ${stored} is a search: --svg draws the timeline of one run\n`,
  })
})

test.for([
  [
    'is near the name of a topology',
    'pasing',
    /^topo: there is no run pasing: name .*; did you mean `passing`\?$/,
  ],
  [
    'is a topology file',
    'topologies/hello.yaml',
    /there is no run topologies\/hello\.yaml: name a results folder/,
  ],
  ['is longer ago than there are runs', 'passing~2', /there is no passing~2: .* has 1 run of passing/],
  [
    'is a folder without a run',
    'topologies',
    /topologies\/plan\.json does not exist, but every results folder has one/,
  ],
] as const)('what %s is no run, and the error says what is', async ([, target, message], { folder }) => {
  storeRun(folder, runs.passing)
  const { code, stderr } = await topoHere('report', target, '--results', folder)
  expect(stderr.trimEnd()).toMatch(message)
  expect(code).toBe(2)
})

test('reporters that are one document each do not share stdout', async ({ folder }) => {
  const { path } = storeRun(folder, runs.passing)
  const report = (...names: readonly string[]) =>
    topoHere('report', path, ...names.flatMap((name) => ['--reporter', name]))
  const refused = await report('json', 'terminal', 'junit')
  expect(refused).toMatchObject({ code: 2, stdout: '' })
  expect(refused.stderr).toContain('json and junit are one document each, but stdout takes one')
  expect(await report('json', 'json')).toEqual(await report('json'))
  const { stdout, stderr } = await report('terminal', 'json')
  expect(JSON.parse(stdout)).toMatchObject({ runs: [{ label: 'passing' }] })
  expect(stderr).toContain('PASS  passing')
})
