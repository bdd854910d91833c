import { formatDuration } from '../../values/format-duration.ts'
import type { Plan } from '../plan.ts'
import type { Finding } from './rule.ts'
import type { Times } from './times.ts'

/** Milliseconds: libp2p pings every ten seconds, so in less it hardly notices anything. */
const least = 10_000

/** `never`, when hardly anything that comes later keeps the run going. */
export function unwatched(plan: Plan, times: Times): readonly Finding[] {
  return plan.timeline.flatMap((entry): readonly Finding[] => {
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
        hint: 'put an expectation later in the timeline, which keeps the run going',
      },
    ]
  })
}
