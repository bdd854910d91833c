import type { ExpectationVerdict } from '../../verdict/verdict.ts'

/** What was seen, whatever the topology says of it. */
export type Standing = 'pass' | 'unknown' | 'fail'

/** Change against the first side: `worse` and `better` are about what was seen, `changed` about everything else. */
export type Direction = 'worse' | 'better' | 'changed' | 'same'

/** The best first. */
const standings = ['pass', 'unknown', 'fail'] as const satisfies readonly Standing[]

/**
 * A mark as known says how a failure is to be taken, not whether there is one: with it, what still fails is `known`,
 * and what has been mended is `fail` until the mark is removed.
 */
export function standingOf({ outcome, known }: Marked): Standing {
  switch (outcome) {
    case 'known':
      return 'fail'
    case 'fail':
      return known === null ? 'fail' : 'pass'
    case 'pass':
      return 'pass'
    default:
      return 'unknown'
  }
}

type Marked = Pick<ExpectationVerdict, 'outcome' | 'known'>

/** The worst of several; `unknown` of none. */
export function worst(all: readonly Standing[]): Standing {
  return standings.findLast((one) => all.includes(one)) ?? 'unknown'
}

/** How a run stands as a whole: by its expectations, unless something else kept it from telling. */
export function standingOfRun(run: {
  readonly outcome: Standing
  readonly expectations: readonly Marked[]
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
