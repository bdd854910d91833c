/**
 * Entries that are right by themselves and yet test nothing: what they do nobody notices, or what they expect is so
 * whatever happens. One file per rule; each takes the plan with its times and says which entries it is about.
 *
 *     times.ts       when entries start and end at the earliest and latest
 *     silence.ts     between whom a fault is silent
 *     requests.ts    when peers ask relays for reservations
 *     dials.ts       when somebody is dialled through a relay
 *     keepalive.ts   how long libp2p needs to notice that nothing arrives
 *
 * A rule warns only of what is so in every run. Where the plan leaves open when something happens, it keeps quiet.
 */
import type { Diagnostic } from '../../../../base/errors.ts'
import { warning } from '../../diagnostics/diagnose.ts'
import { spanOfValue } from '../../text/locate.ts'
import type { Topology } from '../../topology/topology.ts'
import type { Plan } from '../plan.ts'
import { heldBefore } from './held-before.ts'
import { neverRegained } from './never-regained.ts'
import type { Finding, Rule } from './rule.ts'
import { timesOf } from './times.ts'
import { unaskedRelays } from './unasked-relays.ts'
import { unfinishedDials } from './unfinished-dials.ts'
import { unmetLimits } from './unmet-limits.ts'
import { unnoticedDrops } from './unnoticed-drops.ts'
import { unnoticedFaults } from './unnoticed-faults.ts'
import { unwatched } from './unwatched.ts'
import { whileDown } from './while-down.ts'

const rules: readonly Rule[] = [
  unnoticedFaults,
  unaskedRelays,
  unnoticedDrops,
  unmetLimits,
  heldBefore,
  whileDown,
  neverRegained,
  unwatched,
  unfinishedDials,
]

export function lint(plan: Plan, topology: Topology): readonly Diagnostic[] {
  const times = timesOf(plan)
  return rules.flatMap((rule) => rule(plan, times)).map((finding) => locate(finding, plan, topology))
}

function locate({ code, entry, message, hint }: Finding, plan: Plan, topology: Topology): Diagnostic {
  const source = topology.timeline[plan.timeline.indexOf(entry)]?.source ?? topology.root
  const key = entry.type === 'fault' ? 'fault' : 'expect'
  return warning(code, spanOfValue(topology.text, source, [key]), message, hint)
}
