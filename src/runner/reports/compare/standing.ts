import type { ExpectationVerdict } from '../../verdict/verdict.ts'

/** Observed outcome, without the mark `known` of the topology. */
export type Standing = 'pass' | 'unknown' | 'fail'

/** Change against the first side: `worse` and `better` are about what was seen, `changed` about everything else. */
export type Direction = 'worse' | 'better' | 'changed' | 'same'

/** Best first. */
const standings = ['pass', 'unknown', 'fail'] as const satisfies readonly Standing[]

/** Removes the mark `known`. With the mark, `known` is an observed failure, and `fail` is an observed success. */
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

/** Standing of a whole run: by its expectations, or unknown when the run itself is. */
export function standingOfRun(run: {
  readonly outcome: Standing
  readonly expectations: readonly Marked[]
}): Standing {
  const seen = run.expectations.map(standingOf)
  if (seen.includes('fail')) return 'fail'
  return seen.includes('unknown') || run.outcome === 'unknown' ? 'unknown' : 'pass'
}

/** Direction between two standings. From pass, unknown is worse; from fail, unknown is only a change. */
export function turn(from: Standing, to: Standing): Direction {
  if (from === to) return 'same'
  if (to === 'pass') return 'better'
  return to === 'fail' || from === 'pass' ? 'worse' : 'changed'
}
