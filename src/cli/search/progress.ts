/** The progress and the outcome of a search, for people. */
import { expectationOf } from '../../runner/language/expectations/registry.ts'
import type { SearchPlan } from '../../runner/language/plan/load-search.ts'
import { formatClock } from '../../runner/language/values/format-clock.ts'
import { plural } from '../../runner/language/values/plural.ts'
import { Screen } from '../../runner/reports/reporters/screen.ts'
import { escapeTerminal } from '../../runner/reports/text/escape-terminal.ts'
import { shellWord } from '../../runner/reports/text/shell-word.ts'
import { bisectCommand, changedVerdict } from '../../runner/search/bisect-command.ts'
import type { ReleasePair } from '../../runner/search/difference.ts'
import type { FoundFailure } from '../../runner/search/failure.ts'
import type { FailureGroup } from '../../runner/search/groups.ts'
import type { SearchState } from '../../runner/search/search.ts'
import type { CliContext } from '../context.ts'

/** Time between two plain lines of progress, in milliseconds. */
const plainEvery = 10_000

interface SearchedSides {
  readonly search: SearchPlan
  /** The releases that the search compares. */
  readonly pair: ReleasePair | null
}

export class SearchProgress {
  readonly #stderr: NodeJS.WriteStream
  readonly #screen: Screen | null
  readonly #search: SearchPlan
  readonly #pair: ReleasePair | null
  readonly #began = performance.now()
  readonly #told = new Map<string, string>()
  #toldAt = Number.NEGATIVE_INFINITY

  constructor({ stderr }: Pick<CliContext, 'stderr'>, { search, pair }: SearchedSides) {
    this.#stderr = stderr
    this.#search = search
    this.#pair = pair
    this.#screen = stderr.isTTY === true ? new Screen(stderr) : null
  }

  run(state: SearchState, { made }: { readonly made: number }): void {
    const now = performance.now()
    const rate = made / ((now - this.#began) / 1000)
    const line = [
      plural(state.runs, 'run'),
      `${state.shrinking} to shrink`,
      `${formatClock(Math.round(state.virtualTime / 60_000) * 60_000)} of virtual time`,
      `${rate.toFixed(2)} runs/s`,
      plural(state.signatures, 'signature'),
      plural(state.groups.length, 'group'),
      ...(state.unknown > 0 ? [`${state.unknown} unknown`] : []),
    ].join(', ')
    if (this.#screen !== null) this.#screen.draw([line])
    else if (now - this.#toldAt >= plainEvery) {
      this.#toldAt = now
      this.#stderr.write(`topo: ${line}\n`)
    }
  }

  group(group: FailureGroup): void {
    const [way] = group.ways
    if (way === undefined) return
    const faults = plural(way.candidate.faults.length, 'fault')
    const known = group.known === null ? '' : ` (known: ${group.known})`
    const line = escapeTerminal(
      `${group.id}: ${faults}: ${way.failure.description}: ${this.#reasonOf(way.failure)}${known}`,
    )
    const size = `${way.candidate.faults.length}`
    if (this.#told.get(group.id) === size) return
    this.#told.set(group.id, size)
    if (this.#screen !== null) this.#screen.print([line])
    else this.#stderr.write(`topo: ${line}\n`)
  }

  close(): void {
    this.#screen?.close()
  }

  summary(state: SearchState, fileOf: (group: FailureGroup) => string): string {
    const { runs, shrinking, signatures, groups, unknown } = state
    const fresh = groups.filter(({ known }) => known === null)
    const lines = groups.flatMap((group) => {
      const [way] = group.ways
      if (way === undefined) return []
      const { description } = way.failure
      const word = group.known === null ? 'NEW' : 'KNOWN'
      return [
        '',
        `${word}  ${escapeTerminal(description)}`,
        `      ${escapeTerminal(this.#reasonOf(way.failure))}`,
        `      ${plural(group.count, 'run')}, first in run ${group.first.run + 1} of seed ${group.first.seed}; ${plural(way.candidate.faults.length, 'fault')}`,
        ...this.#nextSteps(group, way.failure, fileOf).map((step) => `      ${step}`),
      ]
    })
    const unseen = state.unseen.flatMap((index) => {
      const one = this.#search.sometimes[index]
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

  #reasonOf(failure: FoundFailure): string {
    const change = this.#pair === null ? null : changedVerdict(failure, this.#pair)
    const { reason } = failure
    return change === null ? reason : `on libp2p ${change.bad}: ${reason}; on ${change.good} it holds`
  }

  #nextSteps(
    group: FailureGroup,
    failure: FoundFailure,
    fileOf: (group: FailureGroup) => string,
  ): readonly string[] {
    if (group.known !== null) return [`explained by ${group.known}`]
    const file = shellWord(fileOf(group))
    const change = this.#pair === null ? null : changedVerdict(failure, this.#pair)
    const bisect = change === null ? null : bisectCommand(file, change)
    return [`topo run ${file}`, ...(bisect === null ? [] : [bisect])]
  }
}
