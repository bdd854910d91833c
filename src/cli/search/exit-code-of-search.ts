import { type ExitCode, exitCode } from '../../base/errors.ts'
import { positionsOf } from '../../base/shard.ts'
import type { SearchRecord } from '../../runner/search/stored-search.ts'

type EndedSearch = Pick<SearchRecord, 'groups' | 'unseen' | 'runs' | 'unknown' | 'shard' | 'count'>

/** Returns the exit code of a search that was not interrupted. Other shards may have seen what this one has not. */
export function exitCodeOfSearch({ groups, unseen, runs, unknown, shard, count }: EndedSearch): ExitCode {
  if (groups.some(({ known }) => known === null)) return exitCode.fail
  const isEmpty = shard !== null && count !== null && positionsOf(shard, count).length === 0
  const isBlind = runs === unknown && !isEmpty
  return isBlind || (shard === null && unseen.length > 0) ? exitCode.unknown : exitCode.pass
}
