import { expectationOf } from '../../expectations/registry.ts'
import { formatDuration } from '../../values/duration.ts'
import type { EntryPlan, ExpectationEntryPlan, FaultEntryPlan, Plan } from '../plan.ts'
import { describeKeepalive, keepaliveOf, mostOf } from './keepalive.ts'
import type { Finding } from './rule.ts'
import { type Silence, silenceOf } from './silence.ts'
import type { Times } from './times.ts'
import { unnoticedFaults } from './unnoticed-faults.ts'

/**
 * What is expected right after a silence, and was so before it: it passes at its first look, since nobody has noticed
 * anything yet. Only what is read from the log can be so; a probe dials afresh.
 */
export function heldBefore(plan: Plan, times: Times): readonly Finding[] {
  const keepalive = keepaliveOf(plan)
  if (keepalive === null) return []
  const mere = new Set<EntryPlan>(unnoticedFaults(plan, times).map(({ entry }) => entry))
  const faults = plan.timeline.filter((entry) => entry.type === 'fault').filter((entry) => !mere.has(entry))
  return plan.timeline.flatMap((entry): readonly Finding[] => {
    if (entry.type !== 'expectation' || entry.mode.kind !== 'within' || entry.known !== null) return []
    const fault = faults.find((one) => isTooSoon(plan, times, one, entry, mostOf(keepalive)))
    if (fault === undefined) return []
    const { kind, params } = entry.expectation
    const what = expectationOf(kind).describe(params)
    return [
      {
        code: 'held-before',
        entry,
        message: `this is so already: "${what}" held before \`${fault.id}\`, and libp2p needs up to ${formatDuration(mostOf(keepalive))} to notice that (${describeKeepalive(keepalive)})`,
        hint: 'expect the loss first, start this later, say how long it must hold (`for: 1m`), or count `renewals` or the `longestGap`',
      },
    ]
  })
}

function isTooSoon(
  plan: Plan,
  times: Times,
  fault: FaultEntryPlan,
  entry: ExpectationEntryPlan,
  needed: number,
): boolean {
  const silence = silenceOf(plan, fault.fault)
  if (silence === null || !isAbout(plan, entry, silence)) return false
  const since = times.since(fault, entry)
  const between = times.chainTo(fault, entry) ?? []
  return since.from >= 0 && since.to < needed && !between.some(showsLoss)
}

/** Whether it expects something that stands between two nodes, has stood from the start on, and goes by silence. */
function isAbout(plan: Plan, { expectation }: ExpectationEntryPlan, silence: Silence): boolean {
  const relaysOf = (name: string) => {
    const node = plan.nodes.find((one) => one.name === name)
    return node?.kind === 'peer' && node.startAt !== null ? node.relays : []
  }
  const isLost = (peer: string, relay: string) => relaysOf(peer).includes(relay) && silence(peer, relay)
  switch (expectation.kind) {
    case 'reservation': {
      const { peer, relay, state, renewals, longestGap } = expectation.params
      if (state !== 'held' || renewals !== null || longestGap !== null) return false
      return peer.some((one) => relay.some((other) => isLost(one, other)))
    }
    case 'connection': {
      const { from, to, state, path } = expectation.params
      if (state !== 'open' || path === 'relayed') return false
      return from.some((one) => to.some((other) => isLost(one, other) || isLost(other, one)))
    }
    case 'addresses': {
      const { node, state, path, via, longestGap } = expectation.params
      if (state !== 'present' || path !== 'relayed' || longestGap !== null) return false
      return node.some((one) => (via ?? relaysOf(one)).some((relay) => isLost(one, relay)))
    }
    default:
      return false
  }
}

function showsLoss(entry: EntryPlan): boolean {
  if (entry.type === 'fault') return false
  const { expectation } = entry
  switch (expectation.kind) {
    case 'unreachable':
    case 'event':
    case 'log':
    case 'matrix':
      return true
    case 'reservation':
      return expectation.params.state !== 'held'
    case 'connection':
      return expectation.params.state === 'closed'
    case 'addresses':
      return expectation.params.state === 'absent'
    default:
      return false
  }
}
