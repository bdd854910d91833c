import { assertNever } from '../../../base/errors.ts'
import { formatClock } from '../../language/values/format-clock.ts'
import { plural } from '../../language/values/plural.ts'
import type { ComparedExpectation, ComparedSide } from './comparison.ts'
import { type Direction, type Standing, turn } from './standing.ts'
import { formatOutcomes, formatSeeds } from './wording.ts'

export interface HeadlineContext {
  readonly direction: Direction
  /** True: all runs have the same fingerprint. */
  readonly isOneWay: boolean
  readonly tolerance: number
}

/** The outcome of a comparison in one sentence. */
export function headlineOf(
  sides: readonly ComparedSide[],
  expectations: readonly ComparedExpectation[],
  { direction, isOneWay, tolerance }: HeadlineContext,
): string {
  const [first, ...others] = sides
  const seeds = formatSeeds(sides)
  if (first === undefined) return ''
  switch (direction) {
    case 'same':
      return isOneWay
        ? 'no difference: every event is the same'
        : `no difference; times within ${formatClock(tolerance)} count as equal${seeds === null ? '' : `, and so do the peer ids of ${seeds}`}`
    case 'changed': {
      const count = expectations.filter((one) => one.direction === 'changed').length
      const what =
        count === 0
          ? 'but different events'
          : `but ${count} of ${plural(expectations.length, 'expectation')} went differently`
      const seen = sides.map(formatOutcomes)
      const verdict = seen.every((one) => one === seen[0])
        ? `the same verdict (${seen[0]})`
        : sides.map(({ label }, index) => `${label} is ${seen[index]}`).join(', ')
      return `${verdict}, ${what}`
    }
    case 'worse':
    case 'better':
      return others
        .flatMap((side, index) => sentence(first, side, turnsOf(expectations, index + 1)))
        .join('; ')
    default:
      return assertNever(direction)
  }
}

/** Standings of the expectations that turned worse or better. */
function turnsOf(expectations: readonly ComparedExpectation[], side: number) {
  const turned = { total: expectations.length, worse: [] as Standing[], better: [] as Standing[] }
  for (const { cells } of expectations) {
    const [from, to] = [cells[0], cells[side]]
    if (!from || !to) continue
    const direction = turn(from.standing, to.standing)
    if (direction === 'worse' || direction === 'better') turned[direction].push(to.standing)
  }
  return turned
}

const wording: Readonly<Record<Standing, readonly [one: string, many: string]>> = {
  pass: ['newly passes', 'newly pass'],
  unknown: ['is newly unknown', 'are newly unknown'],
  fail: ['newly fails', 'newly fail'],
}

function sentence(
  first: ComparedSide,
  side: ComparedSide,
  { total, worse, better }: ReturnType<typeof turnsOf>,
): readonly string[] {
  const parts = [...Map.groupBy([...worse, ...better], (standing) => standing)].map(
    ([standing, all], index) =>
      `${all.length}${index === 0 ? ` of its ${plural(total, 'expectation')}` : ''} ${wording[standing][all.length === 1 ? 0 : 1]}`,
  )
  if (parts.length === 0) {
    const run = turn(first.standing, side.standing)
    return run === 'same'
      ? []
      : [`${side.label} is ${run} than ${first.label}: ${formatOutcomes(side)}, ${side.reason}`]
  }
  const word = worse.length > 0 ? 'worse' : 'better'
  return [`${side.label} is ${word} than ${first.label}: ${parts.join(', ')}`]
}
