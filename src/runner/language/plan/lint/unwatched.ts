import { formatDuration } from '../../values/format-duration.ts'
import type { Plan } from '../plan.ts'
import type { LintFinding } from './rule.ts'
import type { Times } from './times.ts'

/** Milliseconds: libp2p pings every ten seconds, so a shorter time shows little. */
const least = 10_000

/** Finds `never` in the last 10 seconds of a run, where it observes too little. */
export function unwatched(plan: Plan, times: Times): readonly LintFinding[] {
  return plan.timeline.flatMap((entry): readonly LintFinding[] => {
    if (entry.type !== 'expectation' || entry.mode.kind !== 'never') return []
    const { from } = times.startOf(entry)
    const watched = Math.max(0, times.end - from)
    if (watched >= least) return []
    const forHow = watched === 0 ? 'not at all' : `for ${formatDuration(watched)} at most`
    return [
      {
        code: 'unwatched',
        entry,
        message: `this is watched ${forHow}: \`never\` lasts until everything else has ended, at ${formatDuration(Math.max(times.end, from))}`,
        hint: 'add a later expectation, so that the run goes on',
      },
    ]
  })
}
