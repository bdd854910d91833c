/** Shards of a search as one search. The order in which they are given decides nothing. */
import { joinGroups } from './groups.ts'
import type { ListedRun, SearchRecord, StoredSearch } from './stored-search.ts'

export interface JoinedSearch {
  readonly record: SearchRecord
  readonly list: readonly ListedRun[]
}

export function joinSearches(first: StoredSearch, others: readonly StoredSearch[]): JoinedSearch {
  const shards = [first, ...others].sort(
    (a, b) => (a.record.shard?.index ?? 0) - (b.record.shard?.index ?? 0),
  )
  const records = shards.map(({ record }) => record)
  const sum = (of: (record: SearchRecord) => number) =>
    records.reduce((total, record) => total + of(record), 0)
  const list = withNews(shards.flatMap((shard) => shard.list).sort((a, b) => a.index - b.index))
  return {
    record: {
      ...first.record,
      shard: null,
      told: 0,
      runs: sum(({ runs }) => runs),
      shrinking: sum(({ shrinking }) => shrinking),
      unknown: sum(({ unknown }) => unknown),
      virtualTime: sum(({ virtualTime }) => virtualTime),
      signatures: new Set(list.map(({ signature }) => signature)).size,
      features: list.reduce((total, { news }) => total + news.length, 0),
      unseen: first.record.unseen.filter((one) => records.every(({ unseen }) => unseen.includes(one))),
      groups: joinGroups(records.map(({ groups }) => groups)),
    },
    list,
  }
}

/** Features that a run of another shard had before are no news. */
function withNews(list: readonly ListedRun[]): readonly ListedRun[] {
  const known = new Set<number>()
  return list.map((run) => {
    const news = run.news.filter((feature) => !known.has(feature))
    for (const feature of news) known.add(feature)
    return { ...run, news }
  })
}
