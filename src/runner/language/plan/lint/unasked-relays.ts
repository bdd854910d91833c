import { factsOf } from '../../faults/registry.ts'
import { formatDuration } from '../../values/duration.ts'
import { listNames } from '../../values/list-names.ts'
import type { Plan } from '../plan.ts'
import { duringOf, isAskedBy, peersOf, renewalInterval } from './requests.ts'
import type { LintFinding } from './rule.ts'
import type { Times } from './times.ts'

/** Finds refusals of reservations while no peer asks for one. */
export function unaskedRelays(plan: Plan, times: Times): readonly LintFinding[] {
  return plan.timeline.flatMap((entry): readonly LintFinding[] => {
    if (entry.type !== 'fault' || entry.harmless) return []
    const effect = factsOf(entry.fault).relays
    if (effect?.kind !== 'refuses') return []
    const { relays, peers, which } = effect
    const asking = peersOf(plan).filter(({ name }) => peers === null || peers.includes(name))
    const during = duringOf(times, entry)
    const isAsked = isAskedBy(plan, times, asking, { relays, which, during, fault: entry })
    if (isAsked) return []
    const what = { new: 'a new reservation', renewals: 'a renewal', all: 'a reservation' }[which]
    const intervals = relays.map((one) => renewalInterval(plan, one)).filter(Number.isFinite)
    return [
      {
        code: 'unnoticed-fault',
        entry,
        message: `no peer asks ${listNames(relays)} for ${what} during this fault`,
        hint: `a peer asks when it starts, and renews ${formatDuration(Math.min(...intervals))} later: move the fault to such a time, or write \`harmless: true\``,
      },
    ]
  })
}
