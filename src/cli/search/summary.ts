/** The outcome of a search, for people. */
import { type ExitCode, exitCode } from '../../base/errors.ts'
import { type ExpectationPlan, expectationOf } from '../../runner/language/expectations/registry.ts'
import { plural } from '../../runner/language/values/plural.ts'
import { escapeTerminal } from '../../runner/reports/text/escape-terminal.ts'
import { shellWord } from '../../runner/reports/text/shell-word.ts'
import { bisectCommand, changedVerdict } from '../../runner/search/bisect-command.ts'
import type { ReleasePair } from '../../runner/search/difference.ts'
import type { FoundFailure } from '../../runner/search/failure.ts'
import type { FailureGroup } from '../../runner/search/groups.ts'
import type { SearchState } from '../../runner/search/search.ts'

export interface SummaryOptions {
  readonly sometimes: readonly ExpectationPlan[]
  /** The releases that the search compares. */
  readonly pair: ReleasePair | null
  readonly fileOf: (group: FailureGroup) => string
}

export type SearchOutcome = Omit<SearchState, 'isShrinking'>

export function renderSearch(state: SearchOutcome, { sometimes, pair, fileOf }: SummaryOptions): string {
  const { runs, shrinking, signatures, groups, unknown } = state
  const fresh = groups.filter(({ known }) => known === null)
  const lines = groups.flatMap((group) => {
    const [way] = group.ways
    if (way === undefined) return []
    const word = group.known === null ? 'NEW' : 'KNOWN'
    return [
      '',
      `${word}  ${escapeTerminal(way.failure.description)}`,
      `      ${escapeTerminal(reasonOf(way.failure, pair))}`,
      `      ${plural(group.count, 'run')}, first in run ${group.first.run + 1} of seed ${group.first.seed}; ${plural(way.candidate.faults.length, 'fault')}`,
      ...nextSteps(group, way.failure, { pair, fileOf }).map((step) => `      ${step}`),
    ]
  })
  const unseen = state.unseen.flatMap((index) => {
    const one = sometimes[index]
    return one === undefined ? [] : [`NEVER SEEN  ${expectationOf(one.kind).describe(one.params)}`]
  })
  const found = `${plural(groups.length, 'group')} of failures, ${fresh.length} new`
  return [
    `${plural(runs, 'run')} and ${shrinking} to shrink, ${plural(signatures, 'signature')}, ${found}${unknown > 0 ? `, ${unknown} unknown` : ''}`,
    ...lines,
    ...(unseen.length > 0 ? ['', ...unseen] : []),
    '',
  ].join('\n')
}

/** Returns the reason of a failure; between two releases also the one on which it holds. */
export function reasonOf(failure: FoundFailure, pair: ReleasePair | null): string {
  const change = pair === null ? null : changedVerdict(failure, pair)
  const { reason } = failure
  return change === null ? reason : `on libp2p ${change.bad}: ${reason}; on ${change.good} it holds`
}

function nextSteps(
  group: FailureGroup,
  failure: FoundFailure,
  { pair, fileOf }: Pick<SummaryOptions, 'pair' | 'fileOf'>,
): readonly string[] {
  if (group.known !== null) return [`explained by ${group.known}`]
  const file = shellWord(fileOf(group))
  const change = pair === null ? null : changedVerdict(failure, pair)
  const bisect = change === null ? null : bisectCommand(file, change)
  return [`topo run ${file}`, ...(bisect === null ? [] : [bisect])]
}

/** Returns the exit code of a search that was not interrupted. */
export function exitCodeOfSearch({ groups, unseen, runs, unknown }: SearchOutcome): ExitCode {
  if (groups.some(({ known }) => known === null)) return exitCode.fail
  return unseen.length > 0 || runs === unknown ? exitCode.unknown : exitCode.pass
}
