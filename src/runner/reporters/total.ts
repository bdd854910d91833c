import type { Verdict } from '../verdict/verdict.ts'
import { formatClock } from './format-time.ts'

/** `4 runs in 12s: 2 pass (1 with failures that are known), 1 fail, 1 unknown`; `wall` is null for stored runs. */
export function renderTotal(verdicts: readonly Verdict[], wall: number | null): string {
  const counts = (['pass', 'fail', 'unknown'] as const).flatMap((word) => {
    const those = verdicts.filter(({ outcome }) => outcome === word)
    return those.length === 0 ? [] : [`${those.length} ${word}${word === 'pass' ? renderKnown(those) : ''}`]
  })
  return `${verdicts.length} runs${wall === null ? '' : ` in ${formatClock(wall)}`}: ${counts.join(', ')}`
}

function renderKnown(passed: readonly Verdict[]): string {
  const known = passed.filter(({ expectations }) => expectations.some(({ outcome }) => outcome === 'known'))
  return known.length === 0 ? '' : ` (${known.length} with failures that are known)`
}
