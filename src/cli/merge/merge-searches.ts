import { cpSync } from 'node:fs'
import path from 'node:path'
import { type ExitCode, exitCode, InputError } from '../../base/errors.ts'
import { positionsOf, shardName } from '../../base/shard.ts'
import { loadSearch } from '../../runner/language/plan/load-search.ts'
import { plural } from '../../runner/language/values/plural.ts'
import { prepareResults } from '../../runner/results/results-folder.ts'
import { loadToRun } from '../../runner/run/prepare/load-to-run.ts'
import { Template } from '../../runner/search/candidate.ts'
import { joinSearches } from '../../runner/search/join-searches.ts'
import { SearchFolder } from '../../runner/search/search-folder.ts'
import { findSearches, openSearch, type StoredSearch } from '../../runner/search/stored-search.ts'
import { exitCodeOfSearch, renderSearch } from '../search/summary.ts'
import { wrongTopologies } from '../topologies.ts'
import type { MergeKind, MergeOptions } from './merge-kind.ts'

/** The searches of `topo search`. */
export const searches: MergeKind = {
  isIn: (folder) => findSearches(folder).length > 0,
  merge: async (folders, options) => {
    const all = folders.flatMap(findSearches).map(openSearch)
    for (const folder of options.absent) options.context.stderr.write(`topo: there is no folder ${folder}\n`)
    for (const folder of options.bare) options.context.stderr.write(`topo: ${folder} has no results\n`)
    prepareResults(options.target)
    const byId = [...Map.groupBy(all, ({ record }) => record.id).values()]
    const codes = byId.map((same) => mergeOne(same, options))
    const worst = [exitCode.fail, exitCode.unknown].find((code) => codes.includes(code)) ?? exitCode.pass
    const isWhole = options.absent.length + options.bare.length === 0
    return !isWhole && worst === exitCode.pass ? exitCode.unknown : worst
  },
}

/** Merges all that was found of one search. */
function mergeOne(same: readonly StoredSearch[], { target, context }: MergeOptions): ExitCode {
  const [first, ...others] = shardsOf(same)
  if (first === undefined) throw new InputError('there is no search to merge')
  const missing = missingOf([first, ...others])
  for (const one of missing) context.stderr.write(`topo: ${one}\n`)
  for (const shard of [first, ...others]) if (shard.record.shard !== null) keepShard(shard, target)
  const { record, list } = joinSearches(first, others)
  const { name, file, release, pair } = record
  const overrides = pair === null ? (release === null ? {} : { libp2p: release }) : { libp2p: pair[0] }
  const loaded = loadSearch({ file, text: first.source }, overrides)
  if (!loaded.ok) throw wrongTopologies([loaded.file], 1)
  const written = {
    template: new Template(first.source, loaded.search),
    searchFile: file,
    load: (text: string) => {
      const one = loadToRun({ file, text }, overrides)
      return one.ok ? one.plan : null
    },
    release,
    pair,
  }
  const corpus = path.join(target, name, 'corpus')
  const folder = new SearchFolder({
    results: target,
    head: record,
    source: first.source,
    found: null,
    corpus,
  })
  for (const group of record.groups) folder.writeGroup(group, written)
  for (const { faults, news } of list) if (news.length > 0) folder.writeNews(faults)
  folder.writeList(list)
  folder.writeRecord(record)
  context.stdout.write(
    renderSearch(record, {
      sometimes: loaded.search.sometimes,
      pair,
      fileOf: (group) => folder.fileOf(group),
    }),
  )
  const code = exitCodeOfSearch(record)
  return missing.length > 0 && code === exitCode.pass ? exitCode.unknown : code
}

/** Each shard once, with the most of its runs: a shard that was resumed has those of before too. */
function shardsOf(same: readonly StoredSearch[]): readonly StoredSearch[] {
  const sharded = same.filter(({ record }) => record.shard !== null)
  const all = sharded.length > 0 ? sharded : same
  const byIndex = Map.groupBy(all, ({ record }) => record.shard?.index ?? 0)
  return [...byIndex].sort(([a], [b]) => a - b).flatMap(([, some]) => some.toSorted(byRuns).slice(0, 1))
}

function byRuns(a: StoredSearch, b: StoredSearch): number {
  return b.record.runs - a.record.runs
}

function missingOf(shards: readonly StoredSearch[]): readonly string[] {
  const shardCount = shards[0]?.record.shard?.count ?? 0
  return Array.from({ length: shardCount }, (_, place) => ({ index: place + 1, count: shardCount })).flatMap(
    (shard) => {
      const found = shards.find(({ record }) => record.shard?.index === shard.index)?.record
      if (found === undefined) return [`${shardName(shard)} is missing: no folder has its results`]
      const own = found.count === null ? 0 : positionsOf(shard, found.count).length
      return found.runs < own
        ? [`${shardName(shard)} ended after ${found.runs} of its ${plural(own, 'run')}`]
        : []
    },
  )
}

/** Copies the files of a shard, so that the merged folder can be merged again. */
function keepShard({ folder, record }: StoredSearch, target: string): void {
  const copy = path.join(target, record.name, 'search', path.basename(folder))
  if (path.resolve(copy) === path.resolve(folder)) return
  // The results of single runs are large, and serve only to resume.
  cpSync(folder, copy, { recursive: true, filter: (file) => !file.endsWith('runs.ndjson') })
}
