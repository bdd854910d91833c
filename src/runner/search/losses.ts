/**
 * The lost reservations behind a failure. A peer may lose its reservation because the relay ends the connection, because
 * the peer itself does, because both hear nothing, or because connections end again and again: different bugs with one
 * symptom. A relay that the topology names and one that the peer finds are asked by different code.
 */
import type { TopoEvent } from '../../events/event.ts'
import { silenceOf } from '../language/plan/lint/silence.ts'
import type { Plan } from '../language/plan/plan.ts'

type Lost = Extract<TopoEvent, { readonly kind: 'reservation-lost' }>
type Closed = Extract<TopoEvent, { readonly kind: 'connection-closed' }>

/** The run in which reservations were lost. */
export interface LossContext {
  readonly plan: Pick<Plan, 'nodes' | 'routers' | 'timeline'>
  readonly log: readonly TopoEvent[]
  readonly pattern: (text: string) => string
}

/** Connections of a pair that end one after the other within this time, in milliseconds, have one cause. */
const soon = 60_000
/** Number of further ends in that time that the faults of a run do not explain. */
const many = 4
/** The longest time, in milliseconds, from the end of a silence until libp2p’s pings notice it. */
const noticed = 75_000

const prefix = 'lost: '

/** Returns true for a phrase of {@link lossesIn}. */
export function isLoss(phrase: string): boolean {
  return phrase.startsWith(prefix)
}

/** Returns a phrase for each way in which the peers of the evidence lost reservations that they do not hold again. */
export function lossesIn(evidence: readonly TopoEvent[], context: LossContext): readonly string[] {
  const peers = new Set(evidence.flatMap(peerOf))
  const open = new Map<string, Lost>()
  for (const event of context.log) {
    if (event.kind !== 'reservation-lost' && event.kind !== 'reservation-made') continue
    const pair = JSON.stringify([event.node, event.relay])
    open.delete(pair)
    if (event.kind === 'reservation-lost' && peers.has(event.node)) open.set(pair, event)
  }
  return [...new Set([...open.values()].map((lost) => `${prefix}${describeLoss(lost, context)}`))].sort()
}

/** The node whose reservations decide about the event. */
function peerOf(event: TopoEvent): readonly string[] {
  switch (event.kind) {
    case 'reservation-lost':
    case 'addresses':
      return [event.node]
    case 'probe':
      return [event.to]
    default:
      return []
  }
}

function describeLoss(lost: Lost, context: LossContext): string {
  const { log, pattern } = context
  const found = isNamed(lost, context) ? '' : ' to a relay that the peer found'
  const closed = log.filter(
    (event): event is Closed =>
      event.kind === 'connection-closed' && event.node === lost.node && event.peer === lost.relay,
  )
  const own = closed.find(({ t }) => t === lost.t)
  if (own === undefined) return `the connection${found} stays open (${pattern(lost.reason)})`
  const next = closed.filter(({ t }) => t > lost.t && t <= lost.t + soon)
  const again = next.length >= many ? ', and the next ones' : ''
  if (again === '' && wasSilent(lost, context)) return `the connection${found} ends after a silence`
  const first = log.find((event) => event.kind === 'connection-closed' && event.connection === own.connection)
  const who = first !== undefined && first === own && !hasExited(lost, log) ? 'peer' : 'relay'
  return `the ${who} ends the connection${found}${again}`
}

/** True: the topology names the relay, and libp2p does not find it. */
function isNamed({ node, relay }: Lost, { plan }: LossContext): boolean {
  const peer = plan.nodes.find(({ name }) => name === node)
  return peer === undefined || !('relays' in peer) || peer.relays.includes(relay)
}

/** True: a fault kept everything from the connection before it ended, so that each side gave it up for itself. */
function wasSilent({ node, relay, n, t }: Lost, { plan, log }: LossContext): boolean {
  return plan.timeline.some((entry) => {
    if (entry.type !== 'fault') return false
    const arePair = silenceOf(plan, entry.fault)
    if (arePair === null || !arePair(node, relay)) return false
    const [start, end] = ['fault-applied', 'fault-reverted'].map((kind) =>
      log.find((event) => event.kind === kind && 'entry' in event && event.entry === entry.id),
    )
    return start !== undefined && start.n < n && t <= (end ?? start).t + noticed
  })
}

/** True: the relay’s program had ended by then. */
function hasExited({ relay, n }: Lost, log: readonly TopoEvent[]): boolean {
  const last = log.findLast(
    (event) =>
      event.n < n && 'node' in event && event.node === relay && /^node-(?:exited|ready)$/.test(event.kind),
  )
  return last?.kind === 'node-exited'
}
