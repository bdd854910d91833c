/** Requests of peers for reservations: at their start, and for renewals. */

import type { Interval } from '../../values/entry-times.ts'
import type { FaultEntryPlan, PeerPlan, Plan } from '../plan.ts'
import type { Times } from './times.ts'

/** js-libp2p renews 5 minutes before the expiry, but not sooner than 30 s after the request. Both are constants. */
const renewsBefore = 5 * 60_000
const soonestRenewal = 30_000

/** Largest delay of a first request, and of each renewal: times of expiry are whole seconds. */
const startUp = 5000
const drift = 1500

export function peersOf(plan: Plan): readonly PeerPlan[] {
  return plan.nodes.filter((node) => node.kind === 'peer')
}

/** Returns true when a peer finds or regains relays by itself, at times that the plan leaves open. */
export function helpsItself({ recovery, discoverRelays }: PeerPlan): boolean {
  return recovery !== 'none' || discoverRelays > 0
}

/** Time from a reservation to its renewal. */
export function renewalInterval(plan: Plan, relay: string): number {
  const node = plan.nodes.find(({ name }) => name === relay)
  if (node?.kind !== 'boot-node') return Number.POSITIVE_INFINITY
  return Math.max(node.relay.reservationDuration - renewsBefore, soonestRenewal)
}

export interface RequestQuestion {
  readonly peer: PeerPlan
  readonly relay: string
  readonly which: 'new' | 'renewals' | 'all'
  readonly during: Interval
  /** The fault in question, whose own effects do not count. */
  readonly fault: FaultEntryPlan
}

/** Returns true if the peer may ask the relay in that time. */
export function mayAsk(plan: Plan, times: Times, question: RequestQuestion): boolean {
  const { peer, relay, which, during, fault } = question
  if (!peer.relays.includes(relay)) return false
  const unsettled = [peer.name, relay].flatMap((name) => times.unsettlings(name))
  if (unsettled.some(({ from, cause }) => cause !== fault && from <= during.to)) return true
  const every = renewalInterval(plan, relay)
  return times.nodeStarts(peer.name).some(({ from, to }) => {
    const first = which === 'renewals' ? 1 : 0
    const last = which === 'new' ? 0 : Number.POSITIVE_INFINITY
    const lowest = Math.max(first, Math.ceil((during.from - to - startUp) / (every + drift)))
    const highest = Math.min(last, Math.floor((during.to - from) / (every - drift)))
    return lowest <= highest
  })
}

/** Returns true if one of these peers may ask one of these relays, by itself or because of another fault. */
export function isAskedBy(
  plan: Plan,
  times: Times,
  peers: readonly PeerPlan[],
  { relays, ...question }: Omit<RequestQuestion, 'peer' | 'relay'> & { readonly relays: readonly string[] },
): boolean {
  const { fault } = question
  const others = plan.timeline.some((other) => other.type === 'fault' && other !== fault)
  return peers.some(
    (peer) =>
      (helpsItself(peer) && others) ||
      relays.some((relay) => mayAsk(plan, times, { ...question, peer, relay })),
  )
}

/** From the start of a fault until it is undone, at the longest. */
export function duringOf(times: Times, fault: FaultEntryPlan): Interval {
  const { from, to } = times.startOf(fault)
  return { from, to: fault.for === null ? times.end : to + fault.for }
}
