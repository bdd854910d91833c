/**
 * The lost reservations behind a failure. A peer may lose its reservation because the relay ends the connection, because
 * the peer itself does, or because connections end again and again: different bugs with one symptom.
 */
import type { TopoEvent } from '../../events/event.ts'

type Lost = Extract<TopoEvent, { readonly kind: 'reservation-lost' }>
type Closed = Extract<TopoEvent, { readonly kind: 'connection-closed' }>

/** Connections of a pair that end one after the other within this time, in milliseconds, have one cause. */
const soon = 60_000
/** Number of further ends in that time that the faults of a run do not explain. */
const many = 4

/** Returns a phrase for each way in which the peers of the evidence lost reservations that they do not hold again. */
export function lossesIn(evidence: readonly TopoEvent[], log: readonly TopoEvent[]): readonly string[] {
  const peers = new Set(evidence.flatMap(peerOf))
  const open = new Map<string, Lost>()
  for (const event of log) {
    if (event.kind !== 'reservation-lost' && event.kind !== 'reservation-made') continue
    const pair = JSON.stringify([event.node, event.relay])
    open.delete(pair)
    if (event.kind === 'reservation-lost' && peers.has(event.node)) open.set(pair, event)
  }
  return [...new Set([...open.values()].map((lost) => describeLoss(lost, log)))].sort()
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

function describeLoss(lost: Lost, log: readonly TopoEvent[]): string {
  const closed = log.filter(
    (event): event is Closed =>
      event.kind === 'connection-closed' && event.node === lost.node && event.peer === lost.relay,
  )
  const own = closed.find(({ t }) => t === lost.t)
  if (own === undefined) return 'the connection stays open'
  const first = log.find((event) => event.kind === 'connection-closed' && event.connection === own.connection)
  const who = first !== undefined && first === own && !hasExited(lost, log) ? 'peer' : 'relay'
  const next = closed.filter(({ t }) => t > lost.t && t <= lost.t + soon)
  return `the ${who} ends the connection${next.length >= many ? ', and the next ones' : ''}`
}

/** True: the relay’s program had ended by then. */
function hasExited({ relay, n }: Lost, log: readonly TopoEvent[]): boolean {
  const last = log.findLast(
    (event) =>
      event.n < n && 'node' in event && event.node === relay && /^node-(?:exited|ready)$/.test(event.kind),
  )
  return last?.kind === 'node-exited'
}
