import { turnTimeOf } from '../../expectations/dial-queue.ts'
import { turnsOf } from '../../expectations/pairs.ts'
import { expectationOf } from '../../expectations/registry.ts'
import { formatDuration } from '../../values/format-duration.ts'
import { dialTimeOf } from '../dial-time.ts'
import type { ExpectationEntryPlan, Plan } from '../plan.ts'
import type { LintFinding } from './rule.ts'
import type { Times } from './times.ts'

/** Finds denials of reachability with less time than a successful dial can take. */
export function unfinishedDials(plan: Plan, times: Times): readonly LintFinding[] {
  const dialTime = dialTimeOf(plan)
  return plan.timeline.flatMap((entry): readonly LintFinding[] => {
    if (entry.type !== 'expectation' || entry.mode.kind !== 'within') return []
    const pairs = deniedPairs(entry)
    const own = turnsOf(pairs)
    if (own === 0) return []
    const turns = turnsOf([...pairs, ...deniedAtOnce(plan, times, entry)])
    const needed = (turns - 1) * turnTimeOf(dialTime) + dialTime
    const { time } = entry.mode
    if (time > needed) return []
    const whose = turns > own ? ' for this and other entries' : ''
    const dials = turns === 1 ? 'a dial' : `${turns} dials${whose}, one after the other,`
    return [
      {
        code: 'too-soon',
        entry,
        message: `${formatDuration(time)} is too short to tell: ${dials} can take ${formatDuration(needed)} on these links`,
        hint: 'give it more time: `within: 30s`',
      },
    ]
  })
}

/** Pairs of the other entries that start at the same instant: all dials of a run share their turns. */
function deniedAtOnce(plan: Plan, times: Times, entry: ExpectationEntryPlan) {
  const { from, to } = times.startOf(entry)
  if (from !== to) return []
  return plan.timeline.flatMap((other) => {
    if (other === entry || other.type !== 'expectation') return []
    const start = times.startOf(other)
    return start.from === from && start.to === to ? deniedPairs(other) : []
  })
}

function deniedPairs({ expectation }: ExpectationEntryPlan) {
  return expectationOf(expectation.kind).deniedPairs(expectation.params)
}
