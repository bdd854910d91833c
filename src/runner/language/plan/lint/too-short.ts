import { formatDuration } from '../../values/format-duration.ts'
import type { ExpectationEntryPlan, Plan } from '../plan.ts'
import type { LintFinding } from './rule.ts'

/** Milliseconds: on most links less than a packet and its answer take. */
const least = 100

/** Finds times in which nothing can happen. */
export function tooShort(plan: Plan): readonly LintFinding[] {
  return plan.timeline.flatMap((entry): readonly LintFinding[] => {
    const found = entry.type === 'expectation' ? explain(entry) : null
    return found === null ? [] : [{ code: 'too-short', entry, ...found }]
  })
}

function explain({ mode, every }: ExpectationEntryPlan): Pick<LintFinding, 'message' | 'hint'> | null {
  if (mode.kind === 'within' && mode.time === 0)
    return every === null
      ? {
          message: 'with `within: 0s` this must be true at the very moment at which it starts',
          hint: 'give it time, such as `within: 5s`; for the state at one moment write `within: 1ms`',
        }
      : {
          message: 'with `within: 0s` this always fails: no node can answer in no time',
          hint: 'give it time, such as `within: 5s`',
        }
  if (mode.kind !== 'for' || mode.time >= least) return null
  return {
    message: `\`for: ${formatDuration(mode.time)}\` is over before anything can change`,
    hint: 'write a longer time, such as `for: 1m`, or `within: 5s` for something that must become true',
  }
}
