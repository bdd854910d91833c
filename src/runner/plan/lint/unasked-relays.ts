import { formatDuration } from '../../values/duration.ts'
import { listNames } from '../../values/list-names.ts'
import type { FaultEntryPlan, Plan } from '../plan.ts'
import { helpsItself, mayAsk, peersOf, renewalInterval } from './requests.ts'
import type { Finding } from './rule.ts'
import type { Times } from './times.ts'

/** A refusal of reservations while nobody asks for any. */
export function unaskedRelays(plan: Plan, times: Times): readonly Finding[] {
  return plan.timeline.flatMap((entry): readonly Finding[] => {
    if (entry.type !== 'fault' || entry.harmless) return []
    const { fault } = entry
    if (fault.kind !== 'refuse-reservations') return []
    const { relay, peers, which } = fault.params
    const { from, to } = times.startOf(entry)
    const during = { from, to: entry.for === null ? times.end : to + entry.for }
    const asking = peersOf(plan).filter(({ name }) => peers === null || peers.includes(name))
    const isAsked = asking.some(
      (peer) =>
        (helpsItself(peer) && hasOtherFault(plan, entry)) ||
        relay.some((one) => mayAsk(plan, times, { peer, relay: one, which, during })),
    )
    if (isAsked) return []
    const what = { new: 'a new reservation', renewals: 'a renewal', all: 'a reservation' }[which]
    const intervals = relay.map((one) => renewalInterval(plan, one)).filter(Number.isFinite)
    return [
      {
        code: 'unnoticed-fault',
        entry,
        message: `nobody asks ${listNames(relay)} for ${what} while this lasts`,
        hint: `a reservation is asked for when a peer starts, and renewed ${formatDuration(Math.min(...intervals))} after that: place it there, or say \`harmless: true\``,
      },
    ]
  })
}

function hasOtherFault({ timeline }: Plan, entry: FaultEntryPlan): boolean {
  return timeline.some((other) => other.type === 'fault' && other !== entry)
}
