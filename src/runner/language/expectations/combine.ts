import type { Observation } from './expectation.ts'

/** Joins observations that must all hold: a failure comes first, then an undetermined one, then a pending one. */
export function combine(observations: readonly Observation[]): Observation {
  const short = observations.filter(({ state }) => state !== 'holds')
  const worst = (['fails', 'undetermined', 'pending'] as const).flatMap((state) =>
    short.filter((one) => one.state === state),
  )
  const first = worst[0] ?? observations[0]
  if (first === undefined) return { state: 'pending', reason: 'nothing to look at', evidence: [] }
  const more = short.length > 1 ? ` (and ${short.length - 1} more)` : ''
  return { ...first, reason: `${first.reason}${more}` }
}
