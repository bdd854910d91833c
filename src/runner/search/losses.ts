/**
 * The lost reservations behind a failure. A peer may lose its reservation because the relay ends the connection, because
 * the peer itself does, because both hear nothing for a while, because the connection is dead, or because connections end
 * again and again. Or it never had one. These are different bugs with one symptom. A relay that the topology names and one
 * that the peer finds are asked by different code.
 */
import type { TopoEvent } from '../../events/event.ts'
import { factsOf } from '../language/faults/registry.ts'
import { betweenOf } from '../language/plan/lint/silence.ts'
import type { Plan } from '../language/plan/plan.ts'

type Lost = Extract<TopoEvent, { readonly kind: 'reservation-lost' }>
type Failed = Extract<TopoEvent, { readonly kind: 'reservation-failed' }>
type Closed = Extract<TopoEvent, { readonly kind: 'connection-closed' }>

/** The run in which reservations were lost. */
export interface LossContext {
  readonly plan: Pick<Plan, 'nodes' | 'routers' | 'timeline'>
  readonly log: readonly TopoEvent[]
  readonly pattern: (text: string) => string
  /** The nodes that the expectation is about, where no event is evidence. */
  readonly named: readonly string[]
}

/** Connections of a pair that end one after the other within this time, in milliseconds, have one cause. */
const soon = 60_000
/** Number of further ends in that time that the faults of a run do not explain. */
const many = 4
/** The longest time, in milliseconds, from the end of a silence until libp2p’s pings notice it. */
const noticed = 75_000

/** Time, in milliseconds, in which a connection ends after a request on it has failed. */
const atOnce = 1000

const prefix = 'lost: '

/** Returns true for a phrase of {@link lossesIn}. */
export function isLoss(phrase: string): boolean {
  return phrase.startsWith(prefix)
}

/**
 * Returns a phrase for each way in which the peers of the evidence lost reservations that they do not hold again, or never
 * got one.
 */
export function lossesIn(evidence: readonly TopoEvent[], context: LossContext): readonly string[] {
  const { log, named } = context
  const seen = evidence.flatMap(peerOf)
  const peers = new Set(seen.length > 0 ? seen : named)
  const open = new Map<string, Lost | Failed>()
  for (const event of log) {
    // A program that starts again asks for the first time.
    if (event.kind === 'node-exited')
      for (const [pair, { node }] of open) if (node === event.node) open.delete(pair)
    if (!isOfReservation(event) || !peers.has(event.node)) continue
    const pair = JSON.stringify([event.node, event.relay])
    if (event.kind === 'reservation-made') open.delete(pair)
    else if (event.kind === 'reservation-lost' || !open.has(pair)) open.set(pair, event)
  }
  const phrases = [...open.values()].map((event) =>
    event.kind === 'reservation-lost'
      ? describeLoss(event, context)
      : `the relay ${isRefused(event) ? 'refuses' : 'does not hear'} the first request`,
  )
  return [...new Set(phrases.map((phrase) => `${prefix}${phrase}`))].sort()
}

function isRefused({ reason }: Failed): boolean {
  return reason.startsWith('reservation failed with status')
}

function isOfReservation(
  event: TopoEvent,
): event is Extract<TopoEvent, { readonly kind: `reservation-${'made' | 'lost' | 'failed'}` }> {
  return ['reservation-made', 'reservation-lost', 'reservation-failed'].includes(event.kind)
}

/** The node whose reservations decide about the event. */
function peerOf(event: TopoEvent): readonly string[] {
  switch (event.kind) {
    case 'reservation-lost':
    case 'reservation-failed':
    case 'addresses':
      return [event.node]
    case 'relay-reservation':
    case 'rendezvous-registration':
      return [event.peer]
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
  // A request that fails because the connection ends may fail first.
  const own = closed.find(({ t }) => t >= lost.t && t <= lost.t + atOnce)
  if (own === undefined) return `the connection${found} stays open (${pattern(lost.reason)})`
  const first = log.find((event) => event.kind === 'connection-closed' && event.connection === own.connection)
  const who = first !== undefined && first === own && !hasExited(lost, log) ? 'peer' : 'relay'
  const next = closed.filter(({ t }) => t > own.t && t <= lost.t + soon)
  if (next.length >= many) return `the ${who} ends the connection${found}, and the next ones`
  // A peer that finds relays looks for others, however it lost one.
  if (found !== '') return `the connection${found} ends`
  const silence = silenceBefore(lost, context)
  if (silence === null) return `the ${who} ends the connection`
  return silence === 'delay' ? 'the connection ends after a silence' : 'the connection was dead'
}

/** True: the topology names the relay, and libp2p does not find it. */
function isNamed({ node, relay }: Lost, { plan }: LossContext): boolean {
  const peer = plan.nodes.find(({ name }) => name === node)
  return peer === undefined || !('relays' in peer) || peer.relays.includes(relay)
}

/** A fault that kept everything from the connection before it ended, so that each side gave it up for itself. */
function silenceBefore({ node, relay, n, t }: Lost, { plan, log }: LossContext): 'delay' | 'death' | null {
  const kinds = plan.timeline.flatMap((entry) => {
    if (entry.type !== 'fault') return []
    const { silences } = factsOf(entry.fault)
    if (silences === null || !betweenOf(plan, silences.between)(node, relay)) return []
    const [start, end] = ['fault-applied', 'fault-reverted'].map((kind) =>
      log.find((event) => event.kind === kind && 'entry' in event && event.entry === entry.id),
    )
    if (start === undefined || start.n > n || t > (end ?? start).t + noticed) return []
    return [silences.onlyDelays ? 'delay' : 'death'] as const
  })
  return kinds.find((kind) => kind === 'death') ?? kinds[0] ?? null
}

/** True: the relay’s program had ended by then. */
function hasExited({ relay, n }: Lost, log: readonly TopoEvent[]): boolean {
  const last = log.findLast(
    (event) =>
      event.n < n && 'node' in event && event.node === relay && /^node-(?:exited|ready)$/.test(event.kind),
  )
  return last?.kind === 'node-exited'
}
