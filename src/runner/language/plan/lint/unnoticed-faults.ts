import { factsOf } from '../../faults/registry.ts'
import { formatDuration } from '../../values/duration.ts'
import type { Interval } from '../../values/entry-times.ts'
import type { FaultEntryPlan, Plan } from '../plan.ts'
import { describeKeepalive, isMonitorTested, keepaliveOf, mostOf } from './keepalive.ts'
import { mayAsk, peersOf } from './requests.ts'
import type { LintFinding } from './rule.ts'
import { type ArePair, betweenOf } from './silence.ts'
import type { Times } from './times.ts'

/** Finds silences that end before any timer can notice them. They only delay some bytes. */
export function unnoticedFaults(plan: Plan, times: Times): readonly LintFinding[] {
  const keepalive = keepaliveOf(plan)
  if (keepalive === null && isMonitorTested(plan)) return []
  const needed = keepalive === null ? Number.POSITIVE_INFINITY : mostOf(keepalive)
  return plan.timeline.flatMap((entry): readonly LintFinding[] => {
    if (entry.type !== 'fault' || entry.for === null || entry.harmless || entry.for >= needed) return []
    const { silences } = factsOf(entry.fault)
    if (!silences?.onlyDelays || isNoticed(plan, times, entry, betweenOf(plan, silences.between))) return []
    const length = formatDuration(entry.for)
    return [
      {
        code: 'unnoticed-fault',
        entry,
        message:
          keepalive === null
            ? `no node notices this fault of ${length}: the connection monitor is off, and no reservation is due for renewal`
            : `nodes may not notice this fault of ${length}: libp2p needs up to ${formatDuration(needed)} (${describeKeepalive(keepalive)}), and no reservation is due for renewal`,
        hint: `${keepalive === null ? 'move it to the time of a renewal' : `make it longer than ${formatDuration(needed)}, move it to the time of a renewal`}, add an expectation that asks the nodes meanwhile, or write \`harmless: true\``,
      },
    ]
  })
}

function isNoticed(plan: Plan, times: Times, entry: FaultEntryPlan, silence: ArePair): boolean {
  const { from, to } = times.startOf(entry)
  const during = { from, to: to + (entry.for ?? 0) }
  const starts = plan.nodes.flatMap(({ name }) => times.nodeStarts(name))
  if (starts.some((one) => overlap(one, during))) return true
  const isAsked = plan.timeline.some(
    (other) =>
      other.type === 'expectation' &&
      other.every !== null &&
      !times.waitsFor(other, entry) &&
      overlap({ from: times.startOf(other).from, to: times.endOf(other).to }, during),
  )
  const pairs = peersOf(plan).flatMap((peer) => peer.relays.map((relay) => ({ peer, relay })))
  return (
    isAsked ||
    pairs.some(
      ({ peer, relay }) =>
        silence(peer.name, relay) && mayAsk(plan, times, { peer, relay, which: 'all', during, fault: entry }),
    )
  )
}

function overlap(a: Interval, b: Interval): boolean {
  return a.from < b.to && b.from < a.to + 1
}
