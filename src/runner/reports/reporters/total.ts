import { formatClock } from '../../language/values/format-clock.ts'
import { plural } from '../../language/values/plural.ts'
import type { Verdict } from '../../verdict/verdict.ts'
import { formatClockShort } from '../text/format-time.ts'

/**
 * `4 runs in 12s: 2 pass (1 with known failures), 1 fail, 1 unknown`, and how many of `runs` never started; `wall` is
 * null for stored runs.
 */
export function renderTotal(verdicts: readonly Verdict[], runs: number, wall: number | null): string {
  const time = wall === null ? '' : ` in ${formatClock(wall)}`
  const unstarted = runs - verdicts.length
  const counts = [
    ...renderCounts(verdicts),
    ...(unstarted > 0 ? [`${unstarted} of ${runs} never started`] : []),
  ]
  return `${plural(verdicts.length, 'run')}${time}: ${counts.join(', ')}`
}

/** The same for runs in progress: `4 of 38 runs ended in 12s: 4 pass`. */
export function renderProgress(verdicts: readonly Verdict[], runs: number, wall: number): string {
  const counts = renderCounts(verdicts).join(', ')
  return `${verdicts.length} of ${plural(runs, 'run')} ended in ${formatClockShort(wall)}${counts === '' ? '' : `: ${counts}`}`
}

function renderCounts(verdicts: readonly Verdict[]): readonly string[] {
  return (['pass', 'fail', 'unknown'] as const).flatMap((word) => {
    const those = verdicts.filter(({ outcome }) => outcome === word)
    return those.length === 0 ? [] : [`${those.length} ${word}${word === 'pass' ? renderKnown(those) : ''}`]
  })
}

function renderKnown(passed: readonly Verdict[]): string {
  const known = passed.filter(({ expectations }) => expectations.some(({ outcome }) => outcome === 'known'))
  return known.length === 0 ? '' : ` (${known.length} with known failures)`
}
