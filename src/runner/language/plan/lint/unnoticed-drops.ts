import { expectationOf } from '../../expectations/registry.ts'
import { factsOf } from '../../faults/registry.ts'
import { formatDuration } from '../../values/duration.ts'
import { listNames } from '../../values/list-names.ts'
import type { EntryPlan, Plan } from '../plan.ts'
import { mayDial } from './dials.ts'
import { isAskedBy, peersOf, renewalInterval } from './requests.ts'
import type { LintFinding } from './rule.ts'
import type { Times } from './times.ts'

/** Finds drops of reservations that nothing notices: no renewal, no dial, and no expectation about the relay. */
export function unnoticedDrops(plan: Plan, times: Times): readonly LintFinding[] {
  return plan.timeline.flatMap((entry): readonly LintFinding[] => {
    const effect = entry.type === 'fault' && !entry.harmless ? factsOf(entry.fault).relays : null
    if (entry.type !== 'fault' || effect?.kind !== 'forgets') return []
    const { relays, peers } = effect
    const holders = peersOf(plan).filter(({ name }) => peers === null || peers.includes(name))
    const during = { from: times.startOf(entry).from, to: times.end }
    const isNoticed =
      isAskedBy(plan, times, holders, { relays, which: 'all', during, fault: entry }) ||
      mayDial(plan, times, peers, during) ||
      plan.timeline.some((other) => looksAt(other, relays) && times.endOf(other).to >= during.from)
    if (isNoticed) return []
    const intervals = relays.map((one) => renewalInterval(plan, one)).filter(Number.isFinite)
    return [
      {
        code: 'unnoticed-fault',
        entry,
        message: `no node notices that ${listNames(relays)} ${relays.length > 1 ? 'forget' : 'forgets'} reservations: no renewal is due after the fault, and no node dials a holder`,
        hint: `let the run last until the renewal, ${formatDuration(Math.min(...intervals))} after a peer starts, expect \`unreachable\` or \`reservation\` with \`state: none\`, or write \`harmless: true\``,
      },
    ]
  })
}

/** Returns true if the entry uses the reports of one of the relays. */
function looksAt(entry: EntryPlan, relays: readonly string[]): boolean {
  if (entry.type === 'fault') return false
  const { kind, params } = entry.expectation
  return relays.some((relay) => expectationOf(kind).watchesRelay(params, relay))
}
