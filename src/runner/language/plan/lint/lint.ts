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
import type { Diagnostic, Span } from '../../../../base/errors.ts'
import { warning, withPlaces } from '../../diagnostics/diagnose.ts'
import { spanOfValue } from '../../text/locate.ts'
import type { Topology } from '../../topology/topology.ts'
import type { EntryPlan, Plan } from '../plan.ts'
import { heldBefore } from './held-before.ts'
import { neverRegained } from './never-regained.ts'
import { noEffect } from './no-effect.ts'
import type { LintFinding, Rule } from './rule.ts'
import { timesOf } from './times.ts'
import { tooShort } from './too-short.ts'
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
  noEffect,
  tooShort,
  neverRegained,
  unwatched,
  unfinishedDials,
]

export function lint(plan: Plan, topology: Topology): readonly Diagnostic[] {
  const times = timesOf(plan)
  return rules.flatMap((rule) => rule(plan, times)).map((finding) => locate(finding, plan, topology))
}

function locate(finding: LintFinding, plan: Plan, topology: Topology): Diagnostic {
  const { code, entry, message, hint, cause } = finding
  const told = warning(code, spanOfEntry(entry, plan, topology), message, hint)
  if (cause === undefined) return told
  const span = spanOfEntry(cause.entry, plan, topology)
  return withPlaces(told, cause.here, [{ span, label: cause.label }])
}

function spanOfEntry(entry: EntryPlan, plan: Plan, { text, timeline, root }: Topology): Span {
  const source = timeline[plan.timeline.indexOf(entry)]?.source ?? root
  return spanOfValue(text, source, [entry.type === 'fault' ? 'fault' : 'expect'])
}
