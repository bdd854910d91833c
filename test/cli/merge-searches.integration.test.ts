import { cpSync, globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect } from 'vitest'
import { addMerge } from '../../src/cli/merge.ts'
import { SearchFolder, searchId } from '../../src/runner/search/search-folder.ts'
import { listedRun, openSearch } from '../../src/runner/search/stored-search.ts'
import { runs as fixtures } from '../fixtures/runs.ts'
import { storeRun } from '../fixtures/stored-run.ts'
import { fakeSearch, fakeText } from '../runner/search/fake-search.ts'
import { CommandHere } from '../support/command.ts'
import { temporaryFolder, test } from '../support/temporary-folder.ts'

const merge = (...args: readonly string[]) => new CommandHere(addMerge).run('merge', ...args)
const runs = 120
const shardCount = 3

/** Makes a shard of the search and stores it as `topo search` does. Returns its results and its groups. */
async function shardIn(folder: string, index: number) {
  const shard = { index, count: shardCount }
  const results = path.join(folder, `shard-${index}`)
  const head = {
    id: searchId([fakeText]),
    name: 'fake',
    file: 'fake.yaml',
    seed: 1,
    release: null,
    pair: null,
  }
  const stored = new SearchFolder({
    results,
    head: { ...head, shard, count: runs },
    source: fakeText,
    found: null,
    corpus: null,
  })
  const { state, list } = await fakeSearch({
    shard,
    count: runs,
    tell: { run: (run) => stored.writeRun(listedRun(run)) },
  })
  stored.writeState(state, 1)
  return { results, groups: state.groups, list }
}

let shards: readonly Awaited<ReturnType<typeof shardIn>>[]
let places: readonly string[]

beforeAll(async () => {
  const folder = temporaryFolder()
  shards = await Promise.all([1, 2, 3].map((index) => shardIn(folder, index)))
  places = shards.map(({ results }) => results)
})

/** The merged search: its record, and the texts of all its topologies and timelines. */
function mergedIn(folder: string) {
  const home = path.join(folder, 'fake/search', searchId([fakeText]))
  const texts = [path.join(home, 'groups'), path.join(folder, 'fake/corpus')].map((one) =>
    readdirSync(one)
      .sort()
      .map((file) => [file, readFileSync(path.join(one, file), 'utf8').replaceAll(folder, '')]),
  )
  const { record, list } = openSearch(home)
  const groups = record.groups.map((group) => ({ ...group, file: path.relative(folder, group.file) }))
  return { record: { ...record, groups }, list, texts }
}

test('shards of a search become one, whatever their order, and can be merged again', async ({ folder }) => {
  const [all, reversed, again] = ['all', 'reversed', 'again'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ]
  const { code, stdout, stderr } = await merge(...places, '--results', all)
  expect(stderr).toBe('')
  expect(stdout).toContain(`${runs} runs and `)
  expect(code).toBe(1)
  // The lock of a shard and its runs that went on are of no use there.
  expect(globSync('**/{process,running,runs.ndjson}', { cwd: all })).toEqual([])
  const merged = mergedIn(all)
  expect(merged.list.map(({ index }) => index)).toEqual([...Array(runs).keys()])
  const found = shards.flatMap(({ groups }) => groups)
  expect(found.length).toBeGreaterThan(1)
  expect(merged.record.groups.map(({ key }) => key)).toEqual([...new Set(found.map(({ key }) => key))])
  const count = found.reduce((sum, group) => sum + group.count, 0)
  expect(merged.record.groups.reduce((sum, group) => sum + group.count, 0)).toBe(count)

  await merge(...places.toReversed(), '--results', reversed)
  expect(mergedIn(reversed)).toEqual(merged)
  expect((await merge(all, '--results', again)).code).toBe(1)
  expect(mergedIn(again)).toEqual(merged)
})

test('a search that cannot be read is told, and the others are merged', async ({ folder }) => {
  const broken = path.join(folder, 'broken')
  cpSync(places[1] ?? '', broken, { recursive: true })
  const [record = ''] = globSync(`${broken}/fake/search/*/search.json`)
  writeFileSync(record, '{"version":1,')
  const target = path.join(folder, 'all')
  const { code, stderr } = await merge(places[0] ?? '', broken, places[2] ?? '', '--results', target)
  expect(stderr).toMatch(/^topo: .*search\.json is no record of a search: /)
  expect(stderr).toContain('topo: shard 2 of 3 is missing: no folder has its results\n')
  expect(code).toBe(1)
  const junit = readFileSync(path.join(target, 'junit.xml'), 'utf8')
  expect(junit).toContain('<testcase name="shard 2 of 3 of search fake" classname="missing results"')
  expect(await merge(broken, '--results', path.join(folder, 'none'))).toMatchObject({ code: 3 })
})

test('a missing shard of a search is told', async ({ folder }) => {
  const { stderr } = await merge(places[1] ?? '', '--results', path.join(folder, 'all'))
  expect(stderr).toContain('topo: shard 1 of 3 is missing: no folder has its results\n')
  expect(stderr).toContain('topo: shard 3 of 3 is missing: no folder has its results\n')
})

test('each folder is merged as what it holds: runs, searches, both or nothing', async ({ folder }) => {
  const [shard = '', ...others] = places
  const [first, apart, target] = ['both', 'apart', 'all'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ]
  cpSync(shard, first, { recursive: true })
  storeRun(apart, fixtures.passing)
  storeRun(first, fixtures.passing)
  const { code, stdout, stderr } = await merge(first, ...others, apart, '--results', target)
  expect(stderr).toBe('')
  expect(stdout).toContain(`${runs} runs and `)
  expect(stdout).toContain('2 runs: 2 pass')
  expect(code).toBe(1)
  const suites = readFileSync(path.join(target, 'junit.xml'), 'utf8').match(/<testsuite name="[^"]*"/g)
  expect(suites).toEqual(['passing', 'passing', 'search fake'].map((name) => `<testsuite name="${name}"`))
  const pages = globSync(`${target}/fake/search/${searchId([fakeText])}/{index.html,junit.xml}`)
  expect(pages).toHaveLength(2)
  expect(readFileSync(path.join(target, 'index.html'), 'utf8')).toContain('"name":"fake"')
  const document = await merge(first, ...others, apart, '--results', target, '--reporter', 'json')
  expect(JSON.parse(document.stdout)).toMatchObject({ runs: [{}, {}], searches: [{ name: 'fake', runs }] })
  const empty = path.join(folder, 'empty')
  mkdirSync(empty)
  const bare = await merge(first, ...others, empty, `${empty}-not`, '--results', target)
  expect(bare.stderr.split('\n').slice(0, 2).sort()).toEqual([
    `topo: ${empty} has no results`,
    `topo: there is no folder ${empty}-not`,
  ])
  expect(bare.stderr.match(/no results|no folder/g)).toHaveLength(2)
})
