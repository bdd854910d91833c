import { plural } from '../values/plural.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { formatClock, formatClockShort } from './format-time.ts'

/** `4 runs in 12s: 2 pass (1 with failures that are known), 1 fail, 1 unknown`; `wall` is null for stored runs. */
export function renderTotal(verdicts: readonly Verdict[], wall: number | null): string {
  const time = wall === null ? '' : ` in ${formatClock(wall)}`
  return `${plural(verdicts.length, 'run')}${time}: ${renderCounts(verdicts)}`
}

/** The same while they go on: `4 of 38 runs ended in 12s: 4 pass`. */
export function renderProgress(verdicts: readonly Verdict[], runs: number, wall: number): string {
  const counts = renderCounts(verdicts)
  return `${verdicts.length} of ${plural(runs, 'run')} ended in ${formatClockShort(wall)}${counts === '' ? '' : `: ${counts}`}`
}

function renderCounts(verdicts: readonly Verdict[]): string {
  return (['pass', 'fail', 'unknown'] as const)
    .flatMap((word) => {
      const those = verdicts.filter(({ outcome }) => outcome === word)
      return those.length === 0 ? [] : [`${those.length} ${word}${word === 'pass' ? renderKnown(those) : ''}`]
    })
    .join(', ')
}

function renderKnown(passed: readonly Verdict[]): string {
  const known = passed.filter(({ expectations }) => expectations.some(({ outcome }) => outcome === 'known'))
  return known.length === 0 ? '' : ` (${known.length} with failures that are known)`
}
