import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { XMLParser } from 'fast-xml-parser'
import { describe, expect } from 'vitest'
import { addMerge } from '../../src/cli/merge.ts'
import { type NewShardRecord, ShardRecordFile, type ShardRun } from '../../src/runner/results/shard-record.ts'
import { type FixtureRun, runs } from '../fixtures/runs.ts'
import { storeRun } from '../fixtures/stored-run.ts'
import { CommandHere } from '../support/command.ts'
import { test } from '../support/temporary-folder.ts'

/** The list that the shards of these tests divide: its positions in order. */
const list = ['passing', 'known', 'passing', 'passing'] as const

interface ShardOptions {
  /** Runs of the list, by their places in it; missing ones never began. */
  readonly runs?: Readonly<Record<number, FixtureRun>>
  readonly count?: number
  readonly list?: string
  /** The folder of an earlier try. */
  readonly root?: string
}

/** Writes the folder of shard `index`, which has the runs of the list. */
function shard(folder: string, index: number, options: ShardOptions = {}): string {
  const { count = 2, list: hash = 'a' } = options
  const root = options.root ?? path.join(folder, `shard-${index}-${Math.random().toString(36).slice(2, 8)}`)
  const own = list.flatMap((name, position) => (position % count === index - 1 ? [{ name, position }] : []))
  const begun = own.map(({ name, position }): ShardRun => {
    const run = options.runs === undefined ? runs[name] : options.runs[position]
    const below = run === undefined ? null : path.relative(root, storeRun(root, run).path)
    return { position, name, release: null, varied: {}, folder: below }
  })
  ShardRecordFile.create(root, { shard: { index, count }, list: hash, total: list.length, runs: begun })
  return root
}

const merge = (...args: readonly string[]) => new CommandHere(addMerge).run('merge', ...args)
const lastLine = (text: string) => text.trimEnd().split('\n').at(-1)

function suitesOf(folder: string) {
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    isArray: (name) => name === 'testsuite',
  })
  const xml = parser.parse(readFileSync(path.join(folder, 'junit.xml'), 'utf8'))
  return xml.testsuites as {
    readonly errors: string
    readonly testsuite: readonly { readonly name: string }[]
  }
}

test('all shards give the outcome, the last line and the reports of one run', async ({ folder }) => {
  const target = path.join(folder, 'all')
  const { code, stdout, stderr } = await merge(shard(folder, 2), shard(folder, 1), '--results', target)
  // The fixture `passing` is there as if `--repeat` had run it.
  expect(stderr).toMatch(/^topo: passing: 3 runs, 1 fingerprint .*\ntopo: known: 1 run, 1 fingerprint .*\n$/)
  expect(lastLine(stdout)).toBe('4 runs: 4 pass (1 with known failures)')
  expect(code).toBe(0)
  expect(suitesOf(target).testsuite).toHaveLength(4)
  const page = readFileSync(path.join(target, 'index.html'), 'utf8')
  const [, data = ''] = /id="page-data">(.*?)<\/script>/.exec(page) ?? []
  const { stored } = JSON.parse(data)
  expect(stored.missing).toEqual([])
  expect(stored.rows).toHaveLength(4)
  for (const { id } of stored.rows) expect(existsSync(path.join(target, id, 'report.html'))).toBe(true)
})

test('merging again, also the merged folder into itself, changes nothing', async ({ folder }) => {
  const [one, two, target] = [shard(folder, 1), shard(folder, 2), path.join(folder, 'all')]
  const first = await merge(one, two, '--results', target)
  const page = readFileSync(path.join(target, 'index.html'), 'utf8')
  expect(await merge(one, two, '--results', target)).toEqual(first)
  expect(await merge(target, '--results', target)).toEqual(first)
  expect(readFileSync(path.join(target, 'index.html'), 'utf8')).toBe(page)
})

describe('the outcome is unknown, and the reason told, when', () => {
  test('a shard has no folder', async ({ folder }) => {
    const target = path.join(folder, 'all')
    const args = [shard(folder, 1), path.join(folder, 'gone'), '--results', target]
    const { code, stdout, stderr } = await merge(...args, '--reporter', 'terminal', '--reporter', 'github')
    expect(stderr).toContain(`topo: there is no folder ${path.join(folder, 'gone')}\n`)
    expect(stderr).toContain('topo: shard 2 of 2 is missing, with 2 runs: no folder has its results\n')
    expect(stdout).toContain('2 runs: 2 pass, 2 of 4 never started')
    expect(stdout).toContain('::error title=shard 2 of 2%3A unknown::shard 2 of 2 is missing')
    expect(code).toBe(3)
    expect(suitesOf(target)).toMatchObject({ errors: '2' })
    expect(readFileSync(path.join(target, 'index.html'), 'utf8')).toContain('shard 2 of 2 is missing')
  })

  test('a shard was killed before its last run began', async ({ folder }) => {
    const two = shard(folder, 2, { runs: { 1: runs.passing } })
    const { code, stderr } = await merge(shard(folder, 1), two, '--results', path.join(folder, 'all'))
    expect(stderr).toContain('topo: shard 2 of 2 ended before 1 of its 2 runs began\n')
    expect(code).toBe(3)
  })

  test('a run was killed, and its page is made from the log that is there', async ({ folder }) => {
    const { plan, events } = runs.passing
    const killed = { plan, events: events.slice(0, -1) }
    const target = path.join(folder, 'all')
    const two = shard(folder, 2, { runs: { 1: killed, 3: runs.passing } })
    const { code, stdout } = await merge(shard(folder, 1), two, '--results', target)
    expect(lastLine(stdout)).toBe('4 runs: 3 pass, 1 unknown')
    expect(code).toBe(3)
  })

  test('the folder of a run is gone or has links, which may lead anywhere', async ({ folder }) => {
    const [one, two] = [shard(folder, 1), shard(folder, 2)]
    const [first, second] = JSON.parse(readFileSync(path.join(two, 'shard-2-of-2.json'), 'utf8')).runs
    rmSync(path.join(two, first.folder), { recursive: true })
    const log = path.join(two, second.folder, 'events.ndjson')
    rmSync(log)
    symlinkSync('/etc/passwd', log)
    const { code, stderr } = await merge(one, two, '--results', path.join(folder, 'all'))
    expect(stderr).toContain('plan.json does not exist')
    expect(stderr).toContain('is a symbolic link')
    expect(code).toBe(3)
  })

  test('a folder beside the shards has no record', async ({ folder }) => {
    const [one, two] = [shard(folder, 1), shard(folder, 2)]
    const bare = path.join(folder, 'bare')
    storeRun(bare, runs.passing)
    const { code, stderr } = await merge(one, two, bare, '--results', path.join(folder, 'all'))
    expect(stderr).toContain(`topo: ${bare} has no record of a shard, so its runs are left out\n`)
    expect(code).toBe(3)
  })
})

test('a failure is certain, even beside a missing shard', async ({ folder }) => {
  const one = shard(folder, 1, { runs: { 0: runs.failing, 2: runs.passing } })
  const { code } = await merge(one, '--results', path.join(folder, 'all'))
  expect(code).toBe(1)
})

test('a second merge into the same folder takes what a run has done since', async ({ folder }) => {
  const { plan, events } = runs.passing
  const root = path.join(folder, 'shard')
  const running = storeRun(root, { plan, events: events.slice(0, 5) })
  const own = [{ position: 0, name: 'passing', release: null, folder: path.relative(root, running.path) }]
  ShardRecordFile.create(root, { shard: { index: 1, count: 1 }, list: 'a', total: 1, runs: own })
  const target = path.join(folder, 'all')
  expect((await merge(root, '--results', target)).code).toBe(3)
  for (const event of events.slice(5)) appendFileSync(running.events, `${JSON.stringify(event)}\n`)
  const { code, stdout } = await merge(root, '--results', target)
  expect([code, suitesOf(target).errors]).toEqual([0, '0'])
  expect(stdout).toMatch(/^PASS {2}passing/m)
})

describe('a run that is there twice is told, and', () => {
  test('counts twice when the try that was killed had failed before', async ({ folder }) => {
    const { plan, events } = runs.failing
    const killed = shard(folder, 1, { runs: { 0: { plan, events: events.slice(0, -1) }, 2: runs.passing } })
    const args = [killed, shard(folder, 1), shard(folder, 2), '--results', path.join(folder, 'all')]
    const { code, stderr } = await merge(...args)
    expect(stderr).toContain('is there 2 times, 2 of them with different events, which all count')
    expect(code).toBe(1)
  })

  test.for([
    ['in two folders', true],
    ['in one folder', false],
  ] as const)('counts with all its tries %s, also when merged again', async ([, isApart], { folder }) => {
    const first = shard(folder, 1, { runs: { 0: runs.failing, 2: runs.passing } })
    const second = shard(folder, 1, isApart ? {} : { root: first })
    const folders = [...new Set([first, second, shard(folder, 2)])]
    const [all, again] = ['all', 'again'].map((name) => path.join(folder, name)) as [string, string]
    const merged = await merge(...folders, '--results', all)
    expect(merged.code).toBe(1)
    const mergedAgain = await merge(all, '--results', again)
    expect([mergedAgain.code, lastLine(mergedAgain.stdout)]).toEqual([1, lastLine(merged.stdout)])
  })

  test('counts once with the same events', async ({ folder }) => {
    const [one, two] = [shard(folder, 1), shard(folder, 2)]
    const copy = path.join(folder, 'copy')
    cpSync(one, copy, { recursive: true, verbatimSymlinks: true })
    const { code, stdout, stderr } = await merge(one, two, copy, '--results', path.join(folder, 'all'))
    expect(stderr).toMatch(/is there 2 times, with the same events: it counts once \(/)
    expect(lastLine(stdout)).toBe('4 runs: 4 pass (1 with known failures)')
    expect(code).toBe(0)
  })

  test('counts once when the other try was killed', async ({ folder }) => {
    const { plan, events } = runs.passing
    const killed = shard(folder, 1, { runs: { 0: { plan, events: events.slice(0, 5) } } })
    const args = [killed, shard(folder, 1), shard(folder, 2), '--results', path.join(folder, 'all')]
    const { code, stdout, stderr } = await merge(...args)
    expect(stderr).toContain('1 time without a whole log: the whole one counts')
    expect(lastLine(stdout)).toBe('4 runs: 4 pass (1 with known failures)')
    expect(code).toBe(0)
  })

  test('counts twice with different events', async ({ folder }) => {
    const other = shard(folder, 1, { runs: { 0: runs.failing, 2: runs.passing } })
    const args = [shard(folder, 1), other, shard(folder, 2), '--results', path.join(folder, 'all')]
    const { code, stdout, stderr } = await merge(...args)
    expect(stderr).toContain('is there 2 times, 2 of them with different events, which all count')
    expect(lastLine(stdout)).toBe('5 runs: 4 pass (1 with known failures), 1 fail')
    expect(code).toBe(1)
  })
})

test.for([
  ['another list', { list: 'b' }, 'they ran other topologies, or with other options'],
  ['another number of shards', { count: 3 }, 'the other folders have shards of 2'],
] as const)('shards of %s are refused', async ([, options, reason], { folder }) => {
  const args = [shard(folder, 1), shard(folder, 2, options), '--results', path.join(folder, 'all')]
  await expect(merge(...args)).rejects.toThrow(reason)
})

test('a record that leads out of its folder is refused', async ({ folder }) => {
  const one = shard(folder, 1)
  const file = path.join(one, 'shard-1-of-2.json')
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"folder": "[^"]*"/, '"folder": "../../etc"'))
  await expect(merge(one, '--results', path.join(folder, 'all'))).rejects.toThrow('is no record of a shard')
})

test('folders without shards give one folder with all their runs', async ({ folder }) => {
  const [a, b, target] = ['a', 'b', 'all'].map((name) => path.join(folder, name)) as [string, string, string]
  storeRun(a, runs.passing)
  storeRun(b, runs.known)
  const { code, stdout } = await merge(a, b, '--results', target)
  expect(lastLine(stdout)).toBe('2 runs: 2 pass (1 with known failures)')
  expect(code).toBe(0)
})

test('folders without any results are an error that says what to name', async ({ folder }) => {
  await expect(merge(folder, path.join(folder, 'none'))).rejects.toThrow(/^there are no results in .*--shard/)
})

test('runs on several releases give the table of one run', async ({ folder }) => {
  const root = path.join(folder, 'shard')
  const own = (['passing', 'failing'] as const).map((name, position): ShardRun => {
    const below = path.relative(root, storeRun(root, runs[name]).path)
    return {
      position,
      name: 'hello',
      release: position === 0 ? '2.10.0' : '3.3.5',
      varied: {},
      folder: below,
    }
  })
  ShardRecordFile.create(root, { shard: { index: 1, count: 1 }, list: 'a', total: 2, runs: own })
  const { code, stderr } = await merge(root, '--results', path.join(folder, 'all'))
  expect(stderr).toBe('\n       2.10.0  3.3.5\nhello  pass    fail\n')
  expect(code).toBe(1)
})

test('reports for programs have the missing parts', async ({ folder }) => {
  const args = ['--results', path.join(folder, 'all'), '--reporter', 'json']
  const { stdout } = await merge(shard(folder, 1), ...args)
  const reason = 'shard 2 of 2 is missing, with 2 runs: no folder has its results'
  expect(JSON.parse(stdout)).toMatchObject({ runs: [{}, {}], missing: [{ name: 'shard 2 of 2', reason }] })
})

test('a run and its retry count once, a run that passed at last is flaky, and a wrong file decides', async ({
  folder,
}) => {
  const root = path.join(folder, 'shard-1')
  const real = ({ plan, events }: FixtureRun): FixtureRun => ({ plan: { ...plan, clock: 'real' }, events })
  const first = storeRun(root, real(retried(runs.failing)))
  const second = storeRun(root, real(retried(runs.passing, path.basename(first.path))))
  const record = (wrong: NewShardRecord['wrong']) =>
    ShardRecordFile.create(root, {
      shard: { index: 1, count: 1 },
      list: 'a',
      total: 1,
      runs: [first, second].map(({ path: run }) => {
        return { position: 0, name: 'failing', release: null, folder: path.relative(root, run) }
      }),
      wrong,
    })
  record([])
  const joined = await merge(root, '--results', path.join(folder, 'all'))
  expect(joined.stderr).toBe('')
  expect(lastLine(joined.stdout)).toBe('1 run: 1 pass (1 flaky)')
  expect(joined.code).toBe(0)
  expect((await merge(root, '--fail-on-flaky', '--results', path.join(folder, 'all'))).code).toBe(1)
  record([{ file: 'x.yaml', mistakes: [] }])
  expect((await merge(root, '--results', path.join(folder, 'all'))).code).toBe(2)
})

/** The same run with the name `failing`, as an attempt after the run with the folder `retryOf`. */
function retried({ plan, events: [start, ...events] }: FixtureRun, retryOf?: string): FixtureRun {
  if (start === undefined) throw new Error('a run without events')
  const wall = { ...start.wall, ...(retryOf !== undefined && { retryOf }) }
  return { plan: { ...plan, name: 'failing' }, events: [{ ...start, wall }, ...events] }
}
