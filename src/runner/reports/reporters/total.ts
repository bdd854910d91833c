import { formatClock } from '../../language/values/format-clock.ts'
import { plural } from '../../language/values/plural.ts'
import type { Verdict } from '../../verdict/verdict.ts'
import { formatClockShort } from '../text/format-time.ts'
import type { MissingPart } from './reporter.ts'
import type { TriedRun } from './tried-runs.ts'

type Counted = Pick<TriedRun, 'outcome' | 'isFlaky'> & {
  readonly last: { readonly verdict: Pick<Verdict, 'expectations'> }
}

export interface TotalOptions {
  /** Number of runs, with those that never started. */
  readonly runs: number
  readonly wrong: readonly unknown[]
  readonly missing: readonly MissingPart[]
  /** Milliseconds of wall time; null for stored runs. */
  readonly wall: number | null
}

/**
 * `4 runs in 12s: 2 pass (1 with known failures, 1 flaky), 1 fail, 1 unknown`, and how many of `runs` never started.
 */
export function renderTotal(tried: readonly Counted[], { runs, wall, wrong, missing }: TotalOptions): string {
  const time = wall === null ? '' : ` in ${formatClock(wall)}`
  const unavailable = missing.filter(({ file }) => file !== undefined)
  const unstarted = runs - tried.length
  const counts = [
    ...renderCounts(tried),
    ...(unstarted > 0 ? [`${unstarted} of ${runs} never started`] : []),
    ...(wrong.length > 0 ? [`${plural(wrong.length, 'wrong file')}`] : []),
    ...(unavailable.length > 0 ? [`${plural(unavailable.length, 'unavailable file')}`] : []),
  ]
  return `${plural(tried.length, 'run')}${time}: ${counts.join(', ')}`
}

/** The same for runs in progress: `4 of 38 runs ended in 12s: 4 pass`. */
export function renderProgress(tried: readonly Counted[], runs: number, wall: number): string {
  const counts = renderCounts(tried).join(', ')
  return `${tried.length} of ${plural(runs, 'run')} ended in ${formatClockShort(wall)}${counts === '' ? '' : `: ${counts}`}`
}

function renderCounts(tried: readonly Counted[]): readonly string[] {
  return (['pass', 'fail', 'unknown'] as const).flatMap((word) => {
    const those = tried.filter(({ outcome }) => outcome === word)
    return those.length === 0 ? [] : [`${those.length} ${word}${word === 'pass' ? renderKinds(those) : ''}`]
  })
}

function renderKinds(passed: readonly Counted[]): string {
  const known = passed.filter(({ last }) =>
    last.verdict.expectations.some(({ outcome }) => outcome === 'known'),
  )
  const flaky = passed.filter(({ isFlaky }) => isFlaky)
  const kinds = [
    ...(known.length === 0 ? [] : [`${known.length} with known failures`]),
    ...(flaky.length === 0 ? [] : [`${flaky.length} flaky`]),
  ]
  return kinds.length === 0 ? '' : ` (${kinds.join(', ')})`
}
