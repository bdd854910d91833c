import { expectationOf } from '../../expectations/registry.ts'
import { formatDuration } from '../../values/duration.ts'
import type { EntryPlan, ExpectationEntryPlan, Plan } from '../plan.ts'
import { describeKeepalive, keepaliveOf, mostOf } from './keepalive.ts'
import { peersOf } from './requests.ts'
import type { LintFinding } from './rule.ts'
import { type ArePair, silenceOf } from './silence.ts'
import type { Times } from './times.ts'
import { unnoticedFaults } from './unnoticed-faults.ts'

/**
 * Finds expectations right after a silence that held before it. They pass at once, because libp2p has not noticed the
 * silence yet. Only expectations that read the log can be like that; a probe dials afresh.
 */
export function heldBefore(plan: Plan, times: Times): readonly LintFinding[] {
  const keepalive = keepaliveOf(plan)
  if (keepalive === null) return []
  const needed = mostOf(keepalive)
  const mere = new Set<EntryPlan>(unnoticedFaults(plan, times).map(({ entry }) => entry))
  const silences = plan.timeline.flatMap((entry) => {
    const silence = entry.type === 'fault' && !mere.has(entry) ? silenceOf(plan, entry.fault) : null
    return silence === null ? [] : [{ fault: entry, silence }]
  })
  const relays = relaysOf(plan)
  return plan.timeline.flatMap((entry): readonly LintFinding[] => {
    if (entry.type !== 'expectation' || entry.mode.kind !== 'within' || entry.known !== null) return []
    const found = silences.find(
      ({ fault, silence }) => isTooSoon(times, { fault, entry, needed }) && isAbout(entry, silence, relays),
    )
    if (found === undefined) return []
    const { fault } = found
    const { kind, params } = entry.expectation
    const what = expectationOf(kind).describe(params)
    return [
      {
        code: 'held-before',
        entry,
        cause: { entry: fault, label: 'not noticed yet', here: 'passes at once' },
        message: `this passes at once: "${what}" held before \`${fault.id}\`, and libp2p needs up to ${formatDuration(needed)} to notice that fault (${describeKeepalive(keepalive)})`,
        hint: 'expect the loss first, start this later, write a time for which it must hold (`for: 1m`), or check `renewals` or `longestGap`',
      },
    ]
  })
}

interface Question {
  readonly fault: EntryPlan
  readonly entry: ExpectationEntryPlan
  /** Longest time that libp2p needs to notice. */
  readonly needed: number
}

function isTooSoon(times: Times, { fault, entry, needed }: Question): boolean {
  const since = times.since(fault, entry)
  if (!times.follows(entry, fault) || since.to >= needed) return false
  return !(times.chainTo(fault, entry) ?? []).some(showsLoss)
}

/** The relays that each peer asks when it starts. */
function relaysOf(plan: Plan): ReadonlyMap<string, readonly string[]> {
  return new Map(
    peersOf(plan).flatMap(({ name, startAt, relays }) => (startAt === null ? [] : [[name, relays]])),
  )
}

/** Returns true if it asserts a connection of a peer to its relay that is open from the start on and goes silent. */
function isAbout(
  { expectation }: ExpectationEntryPlan,
  silence: ArePair,
  relays: ReadonlyMap<string, readonly string[]>,
): boolean {
  const links = expectationOf(expectation.kind).standingLinks(expectation.params)
  return links.some(({ peer, relay }) => {
    const asked = relays.get(peer) ?? []
    return asked.some((one) => (relay === null || relay === one) && silence(peer, one))
  })
}

function showsLoss(entry: EntryPlan): boolean {
  if (entry.type === 'fault') return false
  const { kind, params } = entry.expectation
  return expectationOf(kind).showsLoss(params)
}
