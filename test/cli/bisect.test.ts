import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { HarnessError, InputError } from '../../src/base/errors.ts'
import { addBisect } from '../../src/cli/bisect.ts'
import type { RunOn } from '../../src/cli/run-on.ts'
import { openResults } from '../../src/runner/results/open-results.ts'
import { renewalLog, renewalPlan } from '../fixtures/compared.ts'
import { storeRun } from '../fixtures/stored-run.ts'
import { CommandHere } from '../support/command.ts'
import { root } from '../support/run-topology.ts'
import { test } from '../support/temporary-folder.ts'

const published = ['3.0.0', '3.1.0', '3.2.0', '3.3.0', '3.3.4', '3.3.5', '3.3.11']
const topology = join(root, 'topologies', 'hello.yaml')

/** Releases from 3.3.5 on keep the address; each run is a results folder as a real one leaves it. */
function world(
  folder: string,
  what: { readonly broken?: string; readonly onRun?: (release: string) => void } = {},
) {
  const ran: string[] = []
  const runOn: RunOn = async (_file, release) => {
    const name = release ?? ''
    ran.push(name)
    what.onRun?.(name)
    if (name === what.broken) throw new HarnessError(`libp2p ${name} could not be installed`)
    const keeps = published.indexOf(name) >= published.indexOf('3.3.5')
    const plan = { ...renewalPlan(name), name: 'hello' }
    return storeRun(folder, { plan, events: renewalLog({ keeps }) }).path
  }
  const command = new CommandHere((program, context) =>
    addBisect(program, context, { published: async () => published, runOn }),
  )
  const bisect = (...args: readonly string[]) => command.run('bisect', topology, '--results', folder, ...args)
  return { ran, bisect, command }
}

const mended = ['--bad', '3.0.0', '--good', '3.3.11'] as const

test('the first mended release is found, with its differences from the one before', async ({ folder }) => {
  const { bisect, ran } = world(folder)
  const { code, stdout, stderr } = await bisect(...mended)
  expect(code).toBe(0)
  expect(stdout).toContain('3.3.5 fixes it: 3.3.4 fails, 3.3.5 passes')
  expect(stdout).toContain('3.3.4 loses alice’s relayed address at 55m 1s, 3.3.5 keeps it')
  expect(stderr).toContain('topo: 1. 3.0.0 … (the change is in one of 6 releases)')
  expect(ran.length).toBeLessThan(published.length)
})

test('a stored run is not made again, unless its results are gone or `--fresh` is given', async ({
  folder,
}) => {
  const first = world(folder)
  await first.bisect(...mended)
  const second = world(folder)
  const { stdout, stderr } = await second.bisect(...mended)
  expect(second.ran).toEqual([])
  expect(stderr).toMatch(/known from before: .*3\.3\.4 fail/)
  expect(stdout).toContain('3.3.5 fixes it')
  rmSync(folderOf(folder, '3.3.4'), { recursive: true })
  await second.bisect(...mended)
  expect(second.ran).toEqual(['3.3.4'])
  const third = world(folder)
  await third.bisect(...mended, '--fresh')
  expect(third.ran).toEqual(first.ran)
  const otherSeed = world(folder)
  await otherSeed.bisect(...mended, '--seed', '9')
  expect(otherSeed.ran).toEqual(first.ran)
})

test('a search that is interrupted goes on where it was, without the run that was interrupted', async ({
  folder,
}) => {
  const { bisect, command, ran } = world(folder, {
    onRun: () => {
      if (ran.length === 3) command.signal('SIGINT')
    },
  })
  expect((await bisect(...mended)).code).toBe(130)
  const whole = world(join(folder, 'other'))
  await whole.bisect(...mended)
  const rest = world(folder)
  expect((await rest.bisect(...mended)).code).toBe(0)
  expect([...ran.slice(0, 2), ...rest.ran]).toEqual(whole.ran)
})

test('a release that cannot be run is skipped, said, and tried again the next time', async ({ folder }) => {
  const { bisect } = world(folder, { broken: '3.3.4' })
  const { code, stdout, stderr } = await bisect(...mended)
  expect(code).toBe(0)
  expect(stderr).toContain('3.3.4 unknown: libp2p 3.3.4 could not be installed')
  expect(stdout).toContain('one of 3.3.4, 3.3.5 fixes it: 3.3.0 fails, 3.3.5 passes')
  const again = world(folder)
  expect((await again.bisect(...mended)).stdout).toContain('3.3.5 fixes it: 3.3.4 fails')
  expect(again.ran).toEqual(['3.3.4'])
})

test('a wrong verdict of `--good` or `--bad` ends the search', async ({ folder }) => {
  const { code, stdout } = await world(folder).bisect('--good', '3.0.0', '--bad', '3.3.11')
  expect(code).toBe(2)
  expect(stdout).toContain('3.0.0 was given as good, but it fails')
})

test('one expectation alone can be looked at, and one that is not there is an error', async ({ folder }) => {
  const { bisect } = world(folder)
  const { code, stdout } = await bisect(...mended, '--entry', '1-reachable')
  expect([code, stdout]).toEqual([2, expect.stringContaining('3.0.0 was given as bad, but it passes')])
  await expect(bisect(...mended, '--entry', '7')).rejects.toThrow(InputError)
})

test('a memory that cannot be read costs runs, not the answer', async ({ folder }) => {
  await world(folder).bisect(...mended)
  writeFileSync(memoryOf(folder), '{ "version": 7')
  const { bisect, ran } = world(folder)
  expect((await bisect(...mended)).stdout).toContain('3.3.5 fixes it')
  expect(ran).not.toEqual([])
})

test('programs get the answer, the verdict of each release, and the comparison', async ({ folder }) => {
  const { stdout } = await world(folder).bisect(...mended, '--json')
  expect(JSON.parse(stdout)).toMatchObject({
    version: 1,
    answer: { kind: 'found', before: '3.3.4', after: '3.3.5', skipped: [] },
    verdicts: expect.arrayContaining([{ release: '3.3.4', verdict: 'fail' }]),
    neighbours: { direction: 'better' },
  })
})

function memoryOf(folder: string): string {
  const home = join(folder, 'hello')
  return join(home, readdirSync(home).find((name) => /^bisect-[0-9a-f]{12}\.json$/.test(name)) ?? '')
}

function folderOf(folder: string, release: string): string {
  const { runs } = JSON.parse(readFileSync(memoryOf(folder), 'utf8')) as { runs: Record<string, string> }
  const path = join(folder, 'hello', runs[release] ?? '')
  expect(openResults(path).plan.description).toBe(`on ${release}`)
  return path
}
