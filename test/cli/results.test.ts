import { existsSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'
import { addResults } from '../../src/cli/results.ts'
import { ResultsFolder } from '../../src/runner/results/results-folder.ts'
import { verdictOf } from '../../src/runner/verdict/verdict.ts'
import { type FixtureRun, runs } from '../fixtures/runs.ts'
import { CommandHere } from '../support/command.ts'
import { test } from '../support/temporary-folder.ts'

const results = (root: string, ...args: readonly string[]) =>
  new CommandHere(addResults).run('results', ...args, '--results', root)

const day = 24 * 60 * 60 * 1000

/** Writes the folder of a run that began `days` ago. */
function store(root: string, { plan, events }: FixtureRun, days: number): ResultsFolder {
  const stored = ResultsFolder.create({ root, plan, source: '', time: new Date(Date.now() - days * day) })
  stored.writeVerdict(verdictOf(plan, events))
  return stored
}

test('topo results prune --keep leaves the newest runs of each topology', async ({ folder }) => {
  const passing = [5, 4, 3, 2].map((days) => store(folder, runs.passing, days).path)
  const failing = store(folder, runs.failing, 30).path
  const dry = await results(folder, 'prune', '--keep', '2', '--dry-run')
  expect(dry.stdout).toMatch(/^.*\n.*\n2 runs would be deleted, \d.*B\n$/)
  expect(passing.every((run) => existsSync(run))).toBe(true)
  const { stdout } = await results(folder, 'prune', '--keep', '2')
  expect(stdout).toMatch(/^2 runs deleted, \d.*B\n$/)
  expect([...passing, failing].map((run) => existsSync(run))).toEqual([false, false, true, true, true])
  expect(readlinkSync(path.join(folder, 'passing/latest'))).toBe(path.basename(passing[3] ?? ''))
})

test('topo results prune --older deletes old runs, and what is then empty', async ({ folder }) => {
  const old = store(folder, runs.failing, 8).path
  const young = store(folder, runs.passing, 6).path
  await results(folder, 'prune', '--older', '7d')
  expect([old, young].map((run) => existsSync(run))).toEqual([false, true])
  expect(existsSync(path.join(folder, 'failing'))).toBe(false)
})

test('a run that may still go on is not deleted', async ({ folder }) => {
  const [going, killed] = [0.5, 2].map((days) => store(folder, runs.passing, days).path)
  for (const run of [going, killed]) rmSync(path.join(run ?? '', 'verdict.json'))
  await results(folder, 'prune', '--keep', '0')
  expect([going, killed].map((run) => existsSync(run ?? ''))).toEqual([true, false])
})

test.for([
  [[], '--keep 20 (of each topology) or --older 7d'],
  [['--keep', '1', '--older', '1d'], '--keep and --older exclude each other: use one of them'],
] as const)('topo results prune %j does not say which runs are old', async ([flags, told], { folder }) => {
  await expect(results(folder, 'prune', ...flags)).rejects.toThrow(told)
})

test.for([['list'], ['prune', '--keep', '1']])(
  'topo results %j refuses a folder that is not there',
  async (args, { folder }) => {
    const absent = path.join(folder, 'nowhere')
    await expect(results(absent, ...args)).rejects.toThrow(`there is no folder ${absent}`)
  },
)

test('topo results prune leaves nothing of a topology that ran on several releases', async ({ folder }) => {
  const file = path.join(folder, 'same.yaml')
  writeFileSync(file, '')
  const root = path.join(folder, 'results')
  for (const release of ['2.10.0', '3.3.5'])
    ResultsFolder.create({ root, plan: runs.passing.plan, source: '', file, release }).writeVerdict(
      verdictOf(runs.passing.plan, runs.passing.events),
    )
  const home = path.join(root, 'passing')
  await results(root, 'prune', '--keep', '1')
  expect(readdirSync(home)).toEqual(['.topology', '2.10.0', '3.3.5'])
  await results(root, 'prune', '--keep', '0')
  expect(readdirSync(root)).toEqual(['.gitignore'])
})

test('topo results list has a line for each topology, with its newest outcome and its size', async ({
  folder,
}) => {
  store(folder, runs.passing, 3)
  store(folder, runs.passing, 2)
  writeFileSync(store(folder, runs.failing, 1).events, 'x'.repeat(3 * 2 ** 20))
  const { stdout } = await results(folder, 'list')
  expect(stdout.replaceAll(/\d{4}-\S+Z/g, 'TIME').split('\n')).toEqual([
    expect.stringMatching(/^failing {6}1 run {5}3\.0MiB {2}TIME {2}fail$/),
    expect.stringMatching(/^passing {5}2 runs {2} +\S+B {2}TIME {2}pass$/),
    expect.stringMatching(/^3 runs in .*, 3\.\dMiB$/),
    '',
  ])
  const rows = JSON.parse((await results(folder, 'list', '--json')).stdout)
  expect(rows).toMatchObject([
    { topology: 'failing', runs: 1 },
    { topology: 'passing', runs: 2 },
  ])
})
