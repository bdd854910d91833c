/**
 * Warnings about valid entries that test nothing: faults that no node notices, and expectations that hold or fail in
 * any case. One file per rule. Each takes the plan with its times and returns its findings.
 *
 *     times.ts       earliest and latest times of entries
 *     silence.ts     pairs of nodes that a fault silences
 *     requests.ts    requests of peers for reservations
 *     dials.ts       dials through relays
 *     keepalive.ts   time that libp2p needs to notice a silence
 *
 * A rule warns only of a fact of every run. If the plan leaves a time open, the rule says nothing.
 */
import type { Diagnostic } from '../../../../base/errors.ts'
import { warning } from '../../diagnostics/diagnose.ts'
import { spanOfValue } from '../../text/locate.ts'
import type { Topology } from '../../topology/topology.ts'
import type { Plan } from '../plan.ts'
import { heldBefore } from './held-before.ts'
import { neverRegained } from './never-regained.ts'
import type { LintFinding, Rule } from './rule.ts'
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

function locate({ code, entry, message, hint }: LintFinding, plan: Plan, topology: Topology): Diagnostic {
  const source = topology.timeline[plan.timeline.indexOf(entry)]?.source ?? topology.root
  const key = entry.type === 'fault' ? 'fault' : 'expect'
  return warning(code, spanOfValue(topology.text, source, [key]), message, hint)
}
