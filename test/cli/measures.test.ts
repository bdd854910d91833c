import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { expect } from 'vitest'
import { columnsOf, tableNames } from '../../src/runner/reports/tables/tables.ts'
import { runs } from '../fixtures/runs.ts'
import { storeRun } from '../fixtures/stored-run.ts'
import { root as project } from '../support/run-topology.ts'
import { test } from '../support/temporary-folder.ts'
import { topoHere } from './topo-here.ts'

/** Stores a run of an experiment, in which the first expectation waited so much longer. */
function storeVaried(results: string, latency: string, longer: number, more: object = {}) {
  const { plan, events } = runs.passing
  const varied = events.map((event) => {
    if (event.kind === 'run-started')
      return { ...event, wall: { varied: JSON.stringify({ 'links.latency': latency, ...more }) } }
    const isEnd =
      event.kind === 'probe' || (event.kind === 'expectation-ended' && event.entry === '1-reachable')
    return isEnd && event.t < 20_000 ? { ...event, t: event.t + longer } : event
  })
  return storeRun(results, { plan, events: varied })
}

async function readParquet(folder: string, table: string) {
  return parquetReadObjects({ file: await asyncBufferFromFile(path.join(folder, `${table}.parquet`)) })
}

test('settings are numbers where their values have an order', async ({ folder }) => {
  const more = { 'links.loss': '2.5%', 'links.bandwidth': '1MiB', 'alice.recovery': 'relisten' }
  storeVaried(path.join(folder, 'results'), '1m', 0, more)
  const to = path.join(folder, 'tables')
  await topoHere('measures', path.join(folder, 'results'), '--format', 'parquet', '--to', to)
  const settings = (await readParquet(to, 'settings')).map(({ path, number }) => [path, number])
  expect(Object.fromEntries(settings)).toMatchObject({
    ...{ 'links.latency': 60_000, 'links.loss': 0.025, 'links.bandwidth': 2 ** 20 },
    'alice.recovery': null,
  })
})

test('the query of the docs gives the waits of an experiment', async ({ folder }) => {
  for (const [latency, longer] of [
    ['200ms', 800],
    ['10ms', 0],
    ['10ms', 100],
  ] as const)
    storeVaried(path.join(folder, 'results'), latency, longer)
  const to = path.join(folder, 'tables')
  expect(
    await topoHere('measures', path.join(folder, 'results'), '--format', 'parquet', '--to', to),
  ).toMatchObject({ code: 0, stderr: '' })
  const database = new DatabaseSync(':memory:')
  for (const table of tableNames) {
    const names = columnsOf(table).map(([name]) => name)
    database.exec(`CREATE TABLE ${table} (${names.join(', ')})`)
    const insert = database.prepare(`INSERT INTO ${table} VALUES (${names.map(() => '?').join(', ')})`)
    for (const row of await readParquet(to, table)) insert.run(...names.map((name) => row[name]))
  }
  const [, query = ''] =
    /```sql\n(SELECT .*?)\n```/s.exec(readFileSync(path.join(project, 'docs/measures.md'), 'utf8')) ?? []
  expect(
    database
      .prepare(query)
      .all()
      .map((row) => ({ ...row })),
  ).toEqual([
    // The runs have two expectations: the second one waits 100 ms.
    { latency: '10ms', runs: 4, seconds: (0.12 + 0.1 + 0.22 + 0.1) / 4 },
    { latency: '200ms', runs: 2, seconds: (0.92 + 0.1) / 2 },
  ])
})

test('all formats have the same rows', async ({ folder }) => {
  storeRun(path.join(folder, 'results'), runs.hostile)
  storeRun(path.join(folder, 'results'), runs.failing)
  const to = path.join(folder, 'tables')
  await topoHere('measures', path.join(folder, 'results'), '--format', 'csv,json,parquet', '--to', to)
  for (const table of tableNames) {
    const names = columnsOf(table).map(([name]) => name)
    const parquet = await readParquet(to, table)
    const json = readFileSync(path.join(to, `${table}.ndjson`), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Record<string, unknown> => JSON.parse(line))
    const plain = (value: unknown) => (typeof value === 'bigint' ? Number(value) : value)
    expect(parquet.map((row) => names.map((name) => plain(row[name])))).toEqual(
      json.map((row) => names.map((name) => row[name])),
    )
    const [head, ...lines] = fieldsOf(readFileSync(path.join(to, `${table}.csv`), 'utf8'))
    expect(head).toEqual(names)
    expect(lines).toEqual(
      json.map((row) => names.map((name) => (row[name] === null ? '' : String(row[name])))),
    )
    if (table === 'events') expect(lines.flat().join('')).toContain('<script>')
  }
})

/** Reads CSV as RFC 4180 has it. */
function fieldsOf(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]]
  for (const [, quoted, bare = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare)
    if (end === '\n') rows.push([])
  }
  return rows.slice(0, -1)
}

test('runs are named by their folders, by the topology, by name, and by an experiment', async ({
  folder,
}) => {
  const results = path.join(folder, 'results')
  const first = storeRun(results, runs.passing)
  const second = storeRun(results, runs.passing)
  storeRun(results, runs.failing)
  const home = path.join(results, 'passing')
  const id = path.basename(second.path)
  writeFileSync(path.join(home, 'experiment-30b98a3c.json'), JSON.stringify({ version: 1, runs: [{ id }] }))
  const named = async (...targets: readonly string[]) => {
    const to = path.join(folder, 'tables')
    const { code, stderr } = await topoHere('measures', ...targets, '--results', results, '--to', to)
    expect([code, stderr]).toEqual([0, ''])
    const lines = readFileSync(path.join(to, 'runs.csv'), 'utf8').split('\n').slice(1, -1)
    return lines.map((line) => line.split(',')[0])
  }
  const both = [path.basename(first.path), id]
  expect(await named(results)).toHaveLength(3)
  expect(await named(home)).toEqual(both.map((one) => `passing/${one}`))
  expect(await named(first.path, first.path)).toEqual([`passing/${both[0]}`])
  expect(await named(second.path, path.join(home, 'latest'))).toEqual([`passing/${id}`])
  expect(await named('passing~1')).toEqual([`passing/${both[0]}`])
  expect(await named(path.join(home, 'experiment-30b98a3c.json'))).toEqual([`passing/${id}`])
})

test('names have the topology of runs in the folder of a release, and what differs above it', async ({
  folder,
}) => {
  const store = (results: string, release: string | null) =>
    storeRun(path.join(folder, results), runs.passing, '', release).path
  const [old, older, other] = [store('results', '3.3.4'), store('results', '3.3.4'), store('others', null)]
  const named = async (...targets: readonly string[]) => {
    const to = path.join(folder, 'tables')
    await topoHere('measures', ...targets, '--to', to)
    return fieldsOf(readFileSync(path.join(to, 'runs.csv'), 'utf8'))
      .slice(1)
      .map(([name]) => name)
  }
  const inHome = [old, older].map((one) => `passing/3.3.4/${path.basename(one)}`)
  expect(await named(old)).toEqual(inHome.slice(0, 1))
  expect(await named(path.dirname(old))).toEqual(inHome)
  expect(await named(old, other)).toEqual([`others/passing/${path.basename(other)}`, `results/${inHome[0]}`])
})

test('a format that is named twice is written once', async ({ folder }) => {
  storeRun(path.join(folder, 'results'), runs.passing)
  const { stdout } = await topoHere(
    'measures',
    path.join(folder, 'results'),
    '--format',
    'csv, csv',
    '--to',
    folder,
  )
  expect(stdout).toContain(`1 run in ${tableNames.length} files\n`)
})

test.for([
  ['no run', ['nothing'], /there is no run nothing/],
  ['a format that there is not', ['passing', '--format', 'xls'], /no format xls: csv, json, parquet/],
] as const)('%s is refused, and nothing is written', async ([, args, reason], { folder }) => {
  const { code, stderr } = await topoHere('measures', ...args, '--to', path.join(folder, 'tables'))
  expect(stderr).toMatch(reason)
  expect(code).toBe(2)
  expect(readdirSync(folder)).toEqual([])
})
