import { factsOf } from '../../faults/registry.ts'
import type { Interval } from '../../values/entry-times.ts'
import { listNames } from '../../values/list-names.ts'
import type { FaultEntryPlan, Plan } from '../plan.ts'
import { mayDial } from './dials.ts'
import { duringOf, helpsItself, isAskedBy, peersOf } from './requests.ts'
import type { LintFinding } from './rule.ts'
import type { Times } from './times.ts'

/** Finds changes of a relay's limits while no peer asks for a reservation or a circuit that they limit. */
export function unmetLimits(plan: Plan, times: Times): readonly LintFinding[] {
  return plan.timeline.flatMap((entry): readonly LintFinding[] => {
    const effect = entry.type === 'fault' && !entry.harmless ? factsOf(entry.fault).relays : null
    if (entry.type !== 'fault' || effect?.kind !== 'limits') return []
    const { relays } = effect
    const during = duringOf(times, entry)
    const names = Object.keys(effect.limits)
    const unmet = [
      ...(isAskedBy(plan, times, peersOf(plan), { relays, which: 'all', during, fault: entry })
        ? []
        : names.filter((name) => !isOfCircuits(name)).map((name) => ({ name, what: 'a reservation' }))),
      ...(mayHaveCircuit(plan, times, entry, during)
        ? []
        : names.filter(isOfCircuits).map((name) => ({ name, what: 'a circuit' }))),
    ]
    return unmet.map(({ name, what }) => ({
      code: 'unnoticed-fault',
      entry,
      message: `no peer asks ${listNames(relays)} for ${what} while this \`${name}\` is in force`,
      hint: `${advice[what] ?? ''}, or write \`harmless: true\``,
    }))
  })
}

const advice: Readonly<Record<string, string>> = {
  'a reservation':
    'this does not change existing reservations: start a peer after it, or move it before a renewal',
  'a circuit': 'this does not change open circuits: expect `reachable` with `path: relayed` after it',
}

function isOfCircuits(limit: string): boolean {
  return /circuit/i.test(limit)
}

/** Apart from expectations, peers dial each other when they start and when they lose a connection. */
function mayHaveCircuit(plan: Plan, times: Times, entry: FaultEntryPlan, during: Interval): boolean {
  if (mayDial(plan, times, null, during)) return true
  const others = plan.timeline.some((other) => other.type === 'fault' && other !== entry)
  return peersOf(plan).some(
    (peer) =>
      (peer.connect.length > 0 && (others || startsIn(times, peer.name, during))) ||
      (helpsItself(peer) && others),
  )
}

/** Peers may take a while until they have connected. */
const connecting = 60_000

function startsIn(times: Times, name: string, during: Interval): boolean {
  return times.nodeStarts(name).some(({ from, to }) => from <= during.to && to + connecting >= during.from)
}
