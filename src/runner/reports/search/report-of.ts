import { shardName } from '../../../base/shard.ts'
import { expectationOf } from '../../language/expectations/registry.ts'
import { type FaultPlan, faultOf } from '../../language/faults/registry.ts'
import { loadSearch } from '../../language/plan/load-search.ts'
import { formatDuration } from '../../language/values/format-duration.ts'
import { bisectCommand, changedVerdict } from '../../search/bisect-command.ts'
import type { ReleasePair } from '../../search/difference.ts'
import { type DrawnFault, endOf, leftDown, lengthOf } from '../../search/drawn.ts'
import type { FoundFailure } from '../../search/failure.ts'
import { hasVerdict, outcomeOfSearch } from '../../search/outcome-of-search.ts'
import type { StoredGroup, StoredSearch } from '../../search/stored-search.ts'
import { shellWord } from '../text/shell-word.ts'
import { coverageOf } from './coverage.ts'
import type { ReportedFault, ReportedGroup, SearchReport } from './search-report.ts'

/** Returns the page of a run of the topology, from that of the search; null: there is none. */
export type FindReport = (topology: string) => string | null

export function searchReport(
  { folder, record, list, source }: StoredSearch,
  findReport: FindReport = () => null,
): SearchReport {
  const { name, file, seed, shard, pair, release, groups } = record
  const { runs, shrinking, unknown, virtualTime, signatures, features } = record
  return {
    ...{ name, file, seed, folder, runs, shrinking, unknown, virtualTime, signatures, features },
    outcome: outcomeOfSearch(record),
    hasVerdict: hasVerdict(record),
    releases: pair ?? (release === null ? [] : [release]),
    shard: shard === null ? null : shardName(shard),
    // Another shard may have seen it.
    unseen: shard !== null ? [] : describeUnseen(record.unseen, { file, text: source }),
    groups: groups.map((group) => reportedGroup(group, pair, findReport)).sort(newFirst),
    coverage: coverageOf(list),
  }
}

function newFirst(a: ReportedGroup, b: ReportedGroup): number {
  return Number(a.known !== null) - Number(b.known !== null) || a.firstRun - b.firstRun
}

/** A file that cannot be read any more, by another version of topo, leaves their numbers. */
function describeUnseen(
  unseen: readonly number[],
  source: { readonly file: string; readonly text: string },
): readonly string[] {
  if (unseen.length === 0) return []
  const loaded = loadSearch(source)
  const sometimes = loaded.ok ? loaded.search.sometimes : []
  return unseen.map((index) => {
    const one = sometimes[index]
    return one === undefined ? `sometimes-${index + 1}` : expectationOf(one.kind).describe(one.params)
  })
}

function reportedGroup(
  { id, count, first, known, ways, file }: StoredGroup,
  pair: ReleasePair | null,
  findReport: FindReport,
): ReportedGroup {
  const failure = ways[0]?.failure
  const name = /([^/\\]+)\.yaml$/.exec(file)?.[1] ?? ''
  return {
    ...{ id, count, known, file, firstRun: first.run + 1, seed: first.seed },
    expectation: failure?.description ?? '',
    reason: failure === undefined ? '' : tellReason(failure, pair),
    decisive: failure?.decisive ?? [],
    commands: commandsFor(file, failure, pair),
    report: findReport(name),
    ways: ways.map(({ candidate, from }) => ({
      drawn: from.map(reportedFault),
      smallest: candidate.faults.map(reportedFault),
    })),
  }
}

/** Returns the reason of a failure; between two releases also the one on which it holds. */
export function tellReason(failure: FoundFailure, pair: ReleasePair | null): string {
  const change = pair === null ? null : changedVerdict(failure, pair)
  const { reason } = failure
  return change === null ? reason : `on libp2p ${change.bad}: ${reason}; on ${change.good} it holds`
}

function commandsFor(
  file: string,
  failure: FoundFailure | undefined,
  pair: ReleasePair | null,
): readonly string[] {
  const word = shellWord(file)
  const change = pair === null || failure === undefined ? null : changedVerdict(failure, pair)
  const bisect = change === null ? null : bisectCommand(word, change)
  return [`topo run ${word}`, ...(bisect === null ? [] : [bisect])]
}

function reportedFault(drawn: DrawnFault): ReportedFault {
  const { fault, at, keys, down } = drawn
  const { for: _lasting, ...given } = keys
  const { success, data } = faultOf(fault).params.safeParse(given)
  const does = success ? describe({ kind: fault, params: data } as FaultPlan) : fault
  const lasting = lengthOf(drawn)
  const again = leftDown(drawn).length > 0 ? `, started again after ${formatDuration(down)}` : ''
  return {
    from: at,
    to: endOf(drawn),
    text: `${does}${lasting === null ? '' : `, for ${formatDuration(lasting)}`}${again}`,
  }
}

function describe({ kind, params }: FaultPlan): string {
  return faultOf(kind).describe(params)
}
