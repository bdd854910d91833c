import type { Direction } from './comparison.ts'
import type { ExpectationSummary } from './run-summary.ts'

/** What was seen, whatever the topology says of it. */
export type Standing = 'pass' | 'unknown' | 'fail'

/** The best first. */
const standings = ['pass', 'unknown', 'fail'] as const satisfies readonly Standing[]

/**
 * A mark as known says how a failure is to be taken, not whether there is one: with it, what still fails is `known`,
 * and what has been mended is `fail` until the mark is removed.
 */
export function standingOf({ outcome, known }: Pick<ExpectationSummary, 'outcome' | 'known'>): Standing {
  if (outcome === 'known') return 'fail'
  return outcome === 'fail' && known !== null ? 'pass' : outcome
}

/** The worst of several; `unknown` of none. */
export function worst(all: readonly Standing[]): Standing {
  return standings.findLast((one) => all.includes(one)) ?? 'unknown'
}

/** How a run stands as a whole: by its expectations, unless something else kept it from telling. */
export function standingOfRun(run: {
  readonly outcome: Standing
  readonly expectations: readonly Pick<ExpectationSummary, 'outcome' | 'known'>[]
}): Standing {
  const seen = run.expectations.map(standingOf)
  if (seen.includes('fail')) return 'fail'
  return seen.includes('unknown') || run.outcome === 'unknown' ? 'unknown' : 'pass'
}

/** What can no longer be told is worse than what holds, but no better than what fails. */
export function turn(from: Standing, to: Standing): Direction {
  if (from === to) return 'same'
  if (to === 'pass') return 'better'
  return to === 'fail' || from === 'pass' ? 'worse' : 'changed'
}
