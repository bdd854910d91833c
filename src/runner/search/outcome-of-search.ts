import { positionsOf } from '../../base/shard.ts'
import type { Verdict } from '../verdict/verdict.ts'
import type { SearchRecord } from './stored-search.ts'

type EndedSearch = Pick<SearchRecord, 'groups' | 'unseen' | 'runs' | 'unknown' | 'shard' | 'count'>

/** Returns the outcome of a search: `fail` for a new failure. Other shards may have seen what this one has not. */
export function outcomeOfSearch(search: EndedSearch): Verdict['outcome'] {
  const { groups, unseen, shard } = search
  if (groups.some(({ known }) => known === null)) return 'fail'
  return !hasVerdict(search) || (shard === null && unseen.length > 0) ? 'unknown' : 'pass'
}

/** Returns false for a search that has seen nothing: no run has a verdict. A shard without runs of its own needs none. */
export function hasVerdict({ runs, unknown, shard, count }: Omit<EndedSearch, 'groups' | 'unseen'>): boolean {
  const isEmpty = shard !== null && count !== null && positionsOf(shard, count).length === 0
  return runs > unknown || isEmpty
}
