import { turnsOf } from '../../expectations/pairs.ts'
import { expectationOf } from '../../expectations/registry.ts'
import { formatDuration } from '../../values/format-duration.ts'
import { dialTimeOf } from '../dial-time.ts'
import type { Plan } from '../plan.ts'
import type { Finding } from './rule.ts'

/** Finds denials of reachability with less time than a successful dial can take. */
export function unfinishedDials(plan: Plan): readonly Finding[] {
  const dialTime = dialTimeOf(plan)
  return plan.timeline.flatMap((entry): readonly Finding[] => {
    if (entry.type !== 'expectation' || entry.mode.kind !== 'within') return []
    const { kind, params } = entry.expectation
    const turns = turnsOf(expectationOf(kind).deniedPairs(params))
    const { time } = entry.mode
    if (turns === 0 || time > turns * dialTime) return []
    const dials = turns === 1 ? 'a dial' : `${turns} dials, one after the other,`
    return [
      {
        code: 'too-soon',
        entry,
        message: `${formatDuration(time)} is too short: ${dials} can take ${formatDuration(turns * dialTime)} on these links`,
        hint: 'give it more time: `within: 30s`',
      },
    ]
  })
}
