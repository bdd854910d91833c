/** When a peer asks a relay for a reservation: when it starts, and to renew it. */
import type { EntryPlan, NodePlan, Plan } from '../plan.ts'
import type { Interval, Times } from './times.ts'

type Peer = Extract<NodePlan, { kind: 'peer' }>

/** js-libp2p renews so long before the end, but never sooner than that after the request. Both are fixed in it. */
const renewsBefore = 5 * 60_000
const soonestRenewal = 30_000

/** How much later than planned a first request may come, and each renewal: times of expiry are whole seconds. */
const startUp = 5000
const drift = 1500

export function peersOf(plan: Plan): readonly Peer[] {
  return plan.nodes.filter((node) => node.kind === 'peer')
}

/** Whether a peer finds or regains relays by itself, at times that the plan does not tell. */
export function helpsItself(peer: Peer): boolean {
  const recovery: unknown = Reflect.get(peer, 'recovery') ?? 'none'
  const discovers: unknown = Reflect.get(peer, 'discoverRelays') ?? 0
  return recovery !== 'none' || discovers !== 0
}

/** Time from a reservation to its renewal. */
export function renewalInterval(plan: Plan, relay: string): number {
  const node = plan.nodes.find(({ name }) => name === relay)
  if (node?.kind !== 'boot-node') return Number.POSITIVE_INFINITY
  return Math.max(node.relay.reservationDuration - renewsBefore, soonestRenewal)
}

export interface NodeStart extends Interval {
  /** The fault that starts it; null: the plan does. */
  readonly cause: EntryPlan | null
}

/** The times at which a node starts. */
export function startsOf(plan: Plan, times: Times, name: string): readonly NodeStart[] {
  const planned = plan.nodes.find((node) => node.name === name)?.startAt ?? null
  const byFault = plan.timeline.flatMap((entry) => {
    if (entry.type !== 'fault') return []
    const { fault } = entry
    if ((fault.kind !== 'start' && fault.kind !== 'restart') || !fault.params.node.includes(name)) return []
    const down = fault.kind === 'restart' ? fault.params.down : 0
    const { from, to } = times.startOf(entry)
    return [{ from: from + down, to: to + down, cause: entry }]
  })
  return [...(planned === null ? [] : [{ from: planned, to: planned, cause: null }]), ...byFault]
}

export interface RequestQuestion {
  readonly peer: Peer
  readonly relay: string
  readonly which: 'new' | 'renewals' | 'all'
  readonly during: Interval
}

/** Whether the peer may ask the relay in that time. */
export function mayAsk(plan: Plan, times: Times, question: RequestQuestion): boolean {
  const { peer, relay, which, during } = question
  if (!peer.relays.includes(relay)) return false
  if (isSkewed(plan, times, [peer.name, relay], during)) return true
  const every = renewalInterval(plan, relay)
  return startsOf(plan, times, peer.name).some(({ from, to }) => {
    const first = which === 'renewals' ? 1 : 0
    const last = which === 'new' ? 0 : Number.POSITIVE_INFINITY
    const lowest = Math.max(first, Math.ceil((during.from - to - startUp) / (every + drift)))
    const highest = Math.min(last, Math.floor((during.to - from) / (every - drift)))
    return lowest <= highest
  })
}

/** Whether the clock of one of these nodes may be wrong by then: nobody knows when the peer renews. */
function isSkewed({ timeline }: Plan, times: Times, nodes: readonly string[], { to }: Interval): boolean {
  return timeline.some(
    (entry) =>
      entry.type === 'fault' &&
      entry.fault.kind === 'clock-skew' &&
      entry.fault.params.node.some((name) => nodes.includes(name)) &&
      times.startOf(entry).from <= to,
  )
}
