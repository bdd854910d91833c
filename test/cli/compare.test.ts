import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect } from 'vitest'
import { InputError } from '../../src/base/errors.ts'
import { addCompare } from '../../src/cli/compare.ts'
import type { CheckRelease, RunOn } from '../../src/cli/run-on.ts'
import { renewalLog, renewalPlan } from '../fixtures/compared.ts'
import { storeRun } from '../fixtures/stored-run.ts'
import { CommandHere, type Done } from '../support/command.ts'
import { root } from '../support/run-topology.ts'
import { test } from '../support/temporary-folder.ts'

function store(folder: string, keeps: boolean, release = '3.3.11'): string {
  return storeRun(folder, { plan: renewalPlan(release), events: renewalLog({ keeps }) }).path
}

const runOnAny =
  (folder: string, ran: (string | null)[] = []): RunOn =>
  async (_file, release) => {
    ran.push(release)
    return store(folder, release !== '3.3.4', release ?? '3.3.11')
  }

/** A topology file that has the name of those runs. */
function fileIn(folder: string): string {
  const file = join(folder, 'renewal.yaml')
  const hello = readFileSync(join(root, 'topologies/hello.yaml'), 'utf8')
  writeFileSync(file, hello.replace('name: hello', 'name: renewal'))
  return file
}

/** Of all versions, 3.99.0 is not published. */
const checkRelease: CheckRelease = async (release) => {
  if (release === '3.99.0') throw new InputError('there is no libp2p 3.99.0')
}

function compareIn(folder: string, runOn: RunOn = runOnAny(folder)) {
  const command = new CommandHere((program, context) => addCompare(program, context, { runOn, checkRelease }))
  return (...args: readonly string[]): Promise<Done> => command.run('compare', '--results', folder, ...args)
}

describe('runs', () => {
  test('are named by their folders, by the name of their topology, and by how many runs ago', async ({
    folder,
  }) => {
    const paths = [store(folder, true), store(folder, false), store(folder, true)]
    const compare = compareIn(folder)
    const directions = async (...args: readonly string[]) => (await compare(...args)).stdout.split('\n')[0]
    expect(await directions(paths[0] ?? '', paths[1] ?? '')).toContain('is worse')
    expect(await directions('renewal~2', 'renewal~1')).toContain('is worse')
    expect(await directions('renewal~1', 'renewal')).toContain('is better')
    expect(await directions('renewal')).toContain('is better')
    expect(await directions(join(folder, 'renewal'), paths[0] ?? '')).toContain('no difference')
  })

  test('with commas between them belong together', async ({ folder }) => {
    for (const keeps of [true, true, false]) store(folder, keeps)
    const { stdout } = await compareIn(folder)('renewal~2', 'renewal~1,renewal')
    expect(stdout).toContain('1 pass, 1 fail')
  })

  test.for([
    [['renewal~7', 'renewal'], /there is no renewal~7: .* has 1 run of renewal/],
    [['renewal', '--baseline', 'none.json'], /none\.json cannot be read/],
    [['topologies/hello.yaml'], /there is one run of hello and nothing to compare it with/],
    [
      ['topologies/hello.yaml', 'topologies/hello.yaml', 'renewal'],
      /there is one run of renewal and nothing/,
    ],
    [['topologies/hello.yaml', '--repeat', '3'], /there is one run of hello and nothing to compare it with/],
    [['topologies/hello.yaml', 'test/fixtures/topologies/wrong/bad-yaml.yaml'], /1 of 1 topology is wrong/],
    [
      ['renewal', '--libp2p', '3.3.4'],
      /--libp2p is only for files .* is stored already: name its file, topologies\/demo\.yaml$/,
    ],
    [
      ['renewal', 'renewal', '--seed', '2'],
      /^--seed is only for files to run, but the run of renewal is stored already/,
    ],
    [['renewal', '--repeat', '2'], /^--repeat is only for files to run/],
  ] as const)(
    'that cannot be compared are an error, and none is made: %o',
    async ([args, message], { folder }) => {
      store(folder, true)
      const ran: (string | null)[] = []
      const compare = compareIn(folder, runOnAny(folder, ran))
      await expect(compare(...args)).rejects.toThrow(InputError)
      await expect(compare(...args)).rejects.toThrow(message)
      expect(ran).toEqual([])
    },
  )

  test('that are stored are compared with those of files', async ({ folder }) => {
    store(folder, true)
    const { stdout } = await compareIn(folder)('renewal', fileIn(folder), '--libp2p', '3.3.4')
    expect(stdout).toMatch(/^renewal: \w+ is worse than /)
  })

  test.for([
    [['renewl'], /^there is no run renewl: name .*; did you mean `renewal`\?$/],
    [['renewal', 'renewl~1'], /^there is no run renewl~1: .*; did you mean `renewal`\?$/],
    [['renewal', 'absent'], /^there is no run absent: .* in \S+; only `renewal` is possible$/],
    [['renewal,renewl', 'renewal'], /^there is no run renewl: /],
  ] as const)(
    'that are neither results nor topologies are an error that names the runs there are: %o',
    async ([args, message], { folder }) => {
      store(folder, true)
      await expect(compareIn(folder)(...args)).rejects.toThrow(InputError)
      await expect(compareIn(folder)(...args)).rejects.toThrow(message)
    },
  )

  test('of files that are not there are an error, before anything runs', async ({ folder }) => {
    store(folder, true)
    const missing = { file: 'absent.yaml', diagnostics: [{ message: 'there is no such file or folder' }] }
    await expect(compareIn(folder)('absent.yaml', 'renewal')).rejects.toMatchObject({ files: [missing] })
  })
})

describe('the exit code', () => {
  test.for([
    [['renewal~1', 'renewal'], 0],
    [['renewal~1', 'renewal', '--fail-on', 'regression'], 0],
    [['renewal~1', 'renewal', '--fail-on', 'change'], 1],
    [['renewal', 'renewal~1', '--fail-on', 'regression'], 1],
    [['renewal', 'renewal', '--fail-on', 'change'], 0],
    [['renewal', 'renewal', '--fail-on', 'anything'], 2],
  ] as const)('of %o is %i when the latest run is better', async ([args, code], { folder }) => {
    store(folder, false)
    store(folder, true)
    expect((await compareIn(folder)(...args)).code).toBe(code)
  })
})

describe('topology files', () => {
  test('are run on each release, as often as asked for', async ({ folder }) => {
    const ran: (string | null)[] = []
    const compare = compareIn(folder, runOnAny(folder, ran))
    const file = fileIn(folder)
    const { stdout, stderr } = await compare('--libp2p', '3.3.4', '--libp2p', '3.3.11', '--repeat', '2', file)
    expect(ran).toEqual(['3.3.4', '3.3.4', '3.3.11', '3.3.11'])
    expect(stderr).toContain('on libp2p 3.3.11 (2 of 2)')
    expect(stdout).toContain('loses alice’s relayed address at 55m 1s')
  })

  test('are run on no release when one of them is none', async ({ folder }) => {
    const ran: (string | null)[] = []
    const compare = compareIn(folder, runOnAny(folder, ran))
    const { code, stderr } = await compare('--libp2p', '3.3.4', '--libp2p', '1.2.0', fileIn(folder))
    expect(stderr).toContain('"1.2.0": topo runs libp2p from 1.9.0 on')
    expect({ code, ran }).toEqual({ code: 2, ran: [] })
  })

  test('are run on no release when one of them is not published', async ({ folder }) => {
    const ran: (string | null)[] = []
    const compare = compareIn(folder, runOnAny(folder, ran))
    const done = compare('--libp2p', '3.3.4', '--libp2p', '3.99.0', fileIn(folder))
    await expect(done).rejects.toThrow('there is no libp2p 3.99.0')
    expect(ran).toEqual([])
  })

  test('are compared with a baseline that was saved before', async ({ folder }) => {
    const [file, baseline] = [fileIn(folder), join(folder, 'baseline.json')]
    const saved = await compareIn(folder)(file, '--save-baseline', baseline)
    expect(saved).toMatchObject({ code: 0, stdout: `${baseline}: 1 run of renewal\n` })
    const again = await compareIn(folder)(file, '--baseline', baseline, '--fail-on', 'change')
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('no difference') })
    const broken = compareIn(folder, async () => store(folder, false, '3.3.12'))
    const worse = await broken(file, '--baseline', baseline, '--fail-on', 'regression')
    expect(worse).toMatchObject({ code: 1, stdout: expect.stringContaining('now is worse than baseline') })
    expect(readFileSync(baseline, 'utf8')).toContain('"wall": null')
  })

  test('that the baseline does not have are an error, and not run', async ({ folder }) => {
    const baseline = join(folder, 'baseline.json')
    await compareIn(folder)(fileIn(folder), '--save-baseline', baseline)
    const ran: (string | null)[] = []
    const compare = compareIn(folder, runOnAny(folder, ran))
    await expect(compare('topologies/hello.yaml', '--baseline', baseline)).rejects.toThrow(
      /baseline\.json has no run of hello/,
    )
    expect(ran).toEqual([])
  })
})

test('programs get JSON, and pull requests Markdown', async ({ folder }) => {
  store(folder, false)
  store(folder, true)
  const { stdout } = await compareIn(folder)('renewal', '--json')
  expect(JSON.parse(stdout)).toMatchObject({ version: 1, comparisons: [{ version: 1, direction: 'better' }] })
  expect((await compareIn(folder)('renewal', '--markdown')).stdout).toMatch(/^### ✅ renewal: /)
})
