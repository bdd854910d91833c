import { cpSync } from 'node:fs'
import path from 'node:path'
import { type ExitCode, exitCode, InputError, messageOf } from '../../base/errors.ts'
import { positionsOf, shardName } from '../../base/shard.ts'
import { loadSearch } from '../../runner/language/plan/load-search.ts'
import { plural } from '../../runner/language/values/plural.ts'
import { loadPage } from '../../runner/reports/page/load-page.ts'
import { junitXml } from '../../runner/reports/reporters/junit-xml.ts'
import type { MissingPart } from '../../runner/reports/reporters/reporter.ts'
import { createReporters, formatFailure, Reporting } from '../../runner/reports/reporters/reporting.ts'
import { resultFiles } from '../../runner/results/files.ts'
import { prepareResults } from '../../runner/results/results-folder.ts'
import { writeAtomic } from '../../runner/results/write-atomic.ts'
import { loadToRun } from '../../runner/run/prepare/load-to-run.ts'
import { Template } from '../../runner/search/candidate.ts'
import { joinSearches } from '../../runner/search/join-searches.ts'
import { ownFiles, SearchFolder } from '../../runner/search/search-folder.ts'
import { findSearches, openSearch, type StoredSearch } from '../../runner/search/stored-search.ts'
import { reporterContext } from '../reporting.ts'
import { exitCodeOfSearch } from '../search/exit-code-of-search.ts'
import { reportOfSearch, writeSearchFiles } from '../search/write-search-files.ts'
import { wrongTopologies } from '../topologies.ts'
import type { MergeKind, MergeOptions, Untold } from './merge-kind.ts'

/** The searches of `topo search`. */
export const searches: MergeKind = {
  isIn: (folder) => findSearches(folder).length > 0,
  merge: async (folders, options) => {
    const { target, absent, bare, isLast, context } = options
    const { opened, unreadable } = openAll(folders.flatMap(findSearches))
    prepareResults(target)
    const byId = [...Map.groupBy(opened, ({ record }) => record.id).values()]
    const joined = byId.map((same) => joinOne(same, target))
    const missing = [
      ...absent.map((folder) => ({ name: folder, reason: `there is no folder ${folder}` })),
      ...bare.map((folder) => ({ name: folder, reason: `${folder} has no results` })),
      ...unreadable,
      ...joined.flatMap((one) => one.missing),
    ]
    for (const { reason } of missing) context.stderr.write(`topo: ${reason}\n`)
    const untold = { searches: joined.map(({ folder }) => reportOfSearch(folder)), missing }
    const isReported = await report(untold, options)
    const codes = joined.map(({ code }) => code)
    const worst = [exitCode.fail, exitCode.unknown].find((code) => codes.includes(code)) ?? exitCode.pass
    const isWhole = missing.length === 0 && isReported && joined.length > 0
    return {
      code: worst === exitCode.pass && !isWhole ? exitCode.unknown : worst,
      untold: isLast ? { searches: [], missing: [] } : untold,
    }
  },
}

/** Writes the files of each search, and the report unless a later kind does. Returns false when one failed. */
async function report(found: Untold, { target, reporters, isLast, context }: MergeOptions): Promise<boolean> {
  const told = { ...reporterContext(context, 0), ...found }
  const own = isLast ? await createReporters(reporters, told) : []
  const reporting = new Reporting(own)
  const script = await loadPage('search')
  for (const search of found.searches) writeSearchFiles(search, script, reporting)
  if (isLast)
    reporting.keep(resultFiles.junit, () =>
      writeAtomic(path.join(target, resultFiles.junit), junitXml([], found)),
    )
  const failures = reporting.close()
  for (const failure of failures) context.stderr.write(`${formatFailure(failure)}\n`)
  return failures.length === 0
}

/** Reads all searches. One that cannot be read is missing. */
function openAll(folders: readonly string[]) {
  const opened: StoredSearch[] = []
  const unreadable: MissingPart[] = []
  for (const folder of folders) {
    try {
      opened.push(openSearch(folder))
    } catch (error) {
      unreadable.push({ name: folder, reason: messageOf(error) })
    }
  }
  return { opened, unreadable }
}

interface Joined {
  /** The folder of the joined search. */
  readonly folder: string
  readonly code: ExitCode
  readonly missing: readonly MissingPart[]
}

/** Joins all that was found of one search. */
function joinOne(same: readonly StoredSearch[], target: string): Joined {
  const [first, ...others] = shardsOf(same)
  if (first === undefined) throw new InputError('there is no search to merge')
  const missing = missingOf([first, ...others])
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
  folder.close()
  return { folder: folder.path, code: exitCodeOfSearch(record), missing }
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

function missingOf(shards: readonly StoredSearch[]): readonly MissingPart[] {
  const { shard: part = null, name = '' } = shards[0]?.record ?? {}
  const count = part?.count ?? 0
  return Array.from({ length: count }, (_, place) => ({ index: place + 1, count })).flatMap((shard) => {
    const found = shards.find(({ record }) => record.shard?.index === shard.index)?.record
    const told = (reason: string) => [
      { name: `${shardName(shard)} of search ${name}`, reason: `${shardName(shard)} ${reason}` },
    ]
    if (found === undefined) return told('is missing: no folder has its results')
    const own = found.count === null ? 0 : positionsOf(shard, found.count).length
    return found.runs < own ? told(`ended after ${found.runs} of its ${plural(own, 'run')}`) : []
  })
}

/** Copies the files of a shard, so that the merged folder can be merged again. */
function keepShard({ folder, record }: StoredSearch, target: string): void {
  const copy = path.join(target, record.name, 'search', path.basename(folder))
  if (path.resolve(copy) === path.resolve(folder)) return
  const own: readonly string[] = Object.values(ownFiles)
  cpSync(folder, copy, { recursive: true, filter: (file) => !own.includes(path.basename(file)) })
}
