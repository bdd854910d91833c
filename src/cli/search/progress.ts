/** The progress of a search, for people. */
import { formatClock } from '../../runner/language/values/format-clock.ts'
import { plural } from '../../runner/language/values/plural.ts'
import { Screen } from '../../runner/reports/reporters/screen.ts'
import { tellReason } from '../../runner/reports/search/report-of.ts'
import { escapeTerminal } from '../../runner/reports/text/escape-terminal.ts'
import type { ReleasePair } from '../../runner/search/difference.ts'
import type { FailureGroup } from '../../runner/search/groups.ts'
import type { SearchState } from '../../runner/search/search.ts'
import type { CliContext } from '../context.ts'

/** Time between two plain lines of progress, in milliseconds. */
const plainEvery = 10_000

export class SearchProgress {
  readonly #stderr: NodeJS.WriteStream
  readonly #screen: Screen | null
  readonly #pair: ReleasePair | null
  readonly #began = performance.now()
  readonly #told = new Map<string, string>()
  #toldAt = Number.NEGATIVE_INFINITY

  /** `pair`: the releases that the search compares. */
  constructor({ stderr }: Pick<CliContext, 'stderr'>, pair: ReleasePair | null) {
    this.#stderr = stderr
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
      `${group.id}: ${faults}: ${way.failure.description}: ${tellReason(way.failure, this.#pair)}${known}`,
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
}
