/** A search that is killed at any write of a file, and resumes. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { expect } from 'vitest'
import { createRandom } from '../../../src/base/random.ts'
import { loadSearch } from '../../../src/runner/language/plan/load-search.ts'
import { Template } from '../../../src/runner/search/candidate.ts'
import type { ReleasePair } from '../../../src/runner/search/difference.ts'
import type { Drawn } from '../../../src/runner/search/drawn.ts'
import { sizeOf } from '../../../src/runner/search/groups.ts'
import { newState } from '../../../src/runner/search/search.ts'
import { SearchFolder } from '../../../src/runner/search/search-folder.ts'
import { SearchWriter } from '../../../src/runner/search/search-writer.ts'
import { isSearch, openSearch } from '../../../src/runner/search/stored-search.ts'
import { storeSearch } from '../../fixtures/stored-search.ts'
import { dyingAt } from '../../support/dying-disk.ts'
import { test } from '../../support/temporary-folder.ts'
import { fakeSearch, fakeText, planOf } from './fake-search.ts'

const [release, shard] = [null, null]
const file = 'fake.yaml'
const kept = 'results/fake/search/computed'

interface SearchedHere {
  /** The timelines in its corpus at that moment. */
  readonly corpus?: readonly Drawn[]
  readonly pair?: ReleasePair | null
  readonly count?: number
}

/** Begins the search, or goes on with it. */
async function searchIn(
  folder: string,
  signal: AbortSignal,
  { corpus = [], pair = null, count = 14 }: SearchedHere = {},
): Promise<void> {
  const loaded = loadSearch({ file, text: fakeText })
  if (!loaded.ok) throw new Error('the search has a mistake')
  const stored = new SearchFolder({
    results: path.join(folder, 'results'),
    head: { id: 'computed', name: 'fake', file, seed: 1, release, pair, shard, count },
    source: fakeText,
    found: path.join(folder, 'found'),
    corpus: path.join(folder, 'corpus'),
  })
  const begun = stored.begin(true, newState(loaded.search), corpus)
  const template = new Template(fakeText, loaded.search)
  const written = { template, searchFile: file, load: (text: string) => planOf(text), release, pair }
  const tell = new SearchWriter(stored, written, begun.before)
  await fakeSearch({
    memory: begun.memory,
    corpus: begun.corpus,
    pair,
    count,
    signal,
    tell: {
      run: (run, state) => tell.run(run, state),
      group: (group, state) => tell.group(group, state),
      news: (faults, state) => tell.news(faults, state),
    },
  })
}

function textsIn(folder: string): Readonly<Record<string, string>> {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => !name.endsWith('.tmp')) : []
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]))
}

/** All that the files tell; null: there is none yet. */
function toldIn(folder: string) {
  if (!isSearch(path.join(folder, kept))) return null
  const { record, list } = openSearch(path.join(folder, kept))
  const groups = record.groups.map((group) => ({ ...group, file: path.relative(folder, group.file) }))
  const texts = ['found', 'corpus', `${kept}/groups`].map((place) => textsIn(path.join(folder, place)))
  return { record: { ...record, groups }, list, texts }
}

type Told = NonNullable<ReturnType<typeof toldIn>>

function expectNothingLost(before: Told, now: Told | null): void {
  if (now === null) throw new Error('the record is gone')
  expect(now.record.told).toBeGreaterThanOrEqual(before.record.told)
  expect(now.list.slice(0, before.list.length)).toEqual(before.list)
  for (const group of before.record.groups) {
    const same = now.record.groups.find(({ id }) => id === group.id)
    const [smallest, old] = [same?.ways[0], group.ways[0]]
    if (smallest === undefined || old === undefined) throw new Error(`${group.id} is lost`)
    expect(sizeOf(smallest)).toBeLessThanOrEqual(sizeOf(old))
  }
  const names = (told: Told) => told.texts.map(Object.keys)
  expect(names(now)).toEqual(names(before).map((some) => expect.arrayContaining(some)))
}

test('killed at 20 moments, a search loses nothing that its files tell, and ends as in one piece', async ({
  folder,
}) => {
  const [whole, killed] = [path.join(folder, 'whole'), path.join(folder, 'killed')]
  await searchIn(whole, new AbortController().signal)
  const wanted = toldIn(whole)
  expect(wanted?.record).toMatchObject({ runs: 14, groups: [{}] })
  const random = createRandom(3, 'kills')
  let before = toldIn(killed)
  for (let kills = 0; kills < 20; kills += 1) {
    const write = 1 + Math.floor(random() * 22)
    expect(await dyingAt(write, (die) => searchIn(killed, die))).toBe(true)
    const now = toldIn(killed)
    if (before !== null) expectNothingLost(before, now)
    before = now
  }
  expect(before?.record.told).toBeLessThan(wanted?.record.told ?? 0)
  await searchIn(killed, new AbortController().signal)
  expect(toldIn(killed)).toEqual(wanted)
})

test.for([
  ['on one release', null],
  ['between two releases', ['3.3.5', '3.3.11']],
] as const)(
  'a search %s that resumes begins with the corpus of before, although it has grown',
  async ([, pair], { folder }) => {
    const pause: Drawn = [{ fault: 'pause', at: 60_000, keys: { node: 'bob', for: '7m' }, down: 1000 }]
    const [whole, killed] = [path.join(folder, 'whole'), path.join(folder, 'killed')]
    const given = { corpus: [pause], pair, count: 6 }
    await searchIn(whole, new AbortController().signal, given)
    expect(await dyingAt(20, (die) => searchIn(killed, die, given))).toBe(true)
    const corpus = Array.from(
      { length: 5 },
      (_, at): Drawn => pause.map((one) => ({ ...one, at: at * 1000 })),
    )
    await searchIn(killed, new AbortController().signal, { ...given, corpus })
    expect(toldIn(killed)).toEqual(toldIn(whole))
    expect(toldIn(killed)?.list.map(({ faults }) => faults)).toContainEqual(pause)
  },
)

test('a search that another process makes is left alone', async ({ folder }) => {
  mkdirSync(path.join(folder, kept), { recursive: true })
  const lock = path.join(folder, kept, 'process')
  writeFileSync(lock, `${process.ppid} ${hostname()}`)
  await expect(searchIn(folder, new AbortController().signal, { count: 1 })).rejects.toThrow(
    `process ${process.ppid} makes this search already: wait for its end, or name another folder with --results (if that process is no topo, remove ${lock})`,
  )
  // No process can have this number.
  writeFileSync(lock, `${2 ** 30} ${hostname()}`)
  await searchIn(folder, new AbortController().signal, { count: 1 })
})

test('two groups whose numbers begin alike have files of their own', ({ folder }) => {
  const stored = path.dirname(storeSearch(folder, { groups: [] }))
  const group = (id: string) => ({ ...likeGroup, id })
  const search = storeSearch(folder, { groups: [group('bbbb0000'), group('bbbb1111')] })
  expect(path.dirname(search)).toBe(stored)
  const names = openSearch(search).record.groups.map(({ file: one }) => path.basename(one))
  expect(names).toEqual(['one-relay-reservation-bbbb.yaml', 'one-relay-reservation-bbbb1111.yaml'])
})

const likeGroup = {
  ...{ key: '["reservation","lost",[]]', count: 1, first: { run: 0, seed: 1 }, known: null, ways: [] },
  also: new Set<string>(),
}
