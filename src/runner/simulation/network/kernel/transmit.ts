/**
 * Sending and retransmission of segments. A lost segment stops its direction of the connection: it and all later
 * segments wait for the retransmission timer, as behind a hole in TCP's sequence space.
 *
 * The timers are Linux's. SYN: again after 1 s (RFC 6298 section 2.1), doubling, six times; a connect fails after 127 s.
 * SYN-ACK: five times. Data: after the round-trip time and 200 ms, doubling (RFC 6298 section 5.5) up to 120 s (section
 * 2.5), 15 times; a connection fails after some 15 minutes (RFC 1122 section 4.2.3.5, R2).
 */

import type { Endpoint } from '../../../../protocol/wire.ts'
import { fail, failAt, type Kernel, resetCode } from './kernel.ts'
import { noLink, type Packet } from './pending.ts'
import type { Route } from './routing.ts'
import type { Segment } from './segment.ts'
import { closeSocket } from './socket.ts'
import type { Host, Socket, Timer } from './state.ts'
import type { DepartureFate, ResetCause } from './tap.ts'

const handshakeTimeout = 1000
const synRetries = 6
const synAckRetries = 5
const dataRetries = 15
/** Retries for a socket whose process has ended (Linux: tcp_orphan_retries). */
const orphanRetries = 8
const leastTimeout = 200
const mostTimeout = 120_000
/** Linux gives an address on its own network three seconds to answer ARP. */
const neighbourTimeout = 3000
const bytesPerPacket = 1460

/** Sends a SYN or SYN-ACK, again and again until the connection opens or fails. */
export function startHandshake(kernel: Kernel, socket: Socket, now: number): void {
  launch(kernel, socket, { kind: handshakeKind(socket), order: socket.nextOrder++ }, now)
  setTimer(kernel, socket, handshakeTimeout, now)
}

/** Sends a segment of an open connection, in its order. */
export function transmit(kernel: Kernel, socket: Socket, segment: Segment, now: number): void {
  if (socket.stalled) socket.held.push(segment)
  else if (!launch(kernel, socket, segment, now)) hold(kernel, socket, segment, now, now)
}

/** Keeps a segment that did not arrive, to send it again. */
export function hold(kernel: Kernel, socket: Socket, segment: Segment, sent: number, now: number): void {
  if (socket.phase !== 'open') return
  let at = socket.held.length
  while (at > 0 && (socket.held[at - 1]?.order ?? 0) > segment.order) at -= 1
  socket.held.splice(at, 0, segment)
  stall(kernel, socket, sent, now)
}

/** Lets a direction wait for its retransmission timer, which started when the segment was sent. */
export function stall(kernel: Kernel, socket: Socket, sent: number, now: number): void {
  if (socket.stalled || socket.phase !== 'open') return
  socket.stalled = true
  setTimer(kernel, socket, Math.max(0, sent + backoff(socket) - now), now)
}

/** The end of a connection that a reset is for. */
export interface ResetEnd {
  readonly from: Host
  readonly local: Endpoint
  readonly remote: Endpoint
  /** It arrives no earlier, to keep the order. */
  readonly after: number
  readonly cause: ResetCause
}

/** Sends a reset, once: TCP does not send it again. */
export function sendReset(kernel: Kernel, end: ResetEnd, now: number): void {
  const { from, local, remote, after, cause } = end
  const route = kernel.routing.find(from, local, remote, 'rst', now)
  if (route.kind === 'unreachable') return
  if (route.kind !== 'found') {
    kernel.tap?.reset(cause, { trail: route.trail(), fate: 'dropped', latency: 0, now }, null)
    return
  }
  const { link } = route
  if (link.depart('rst', 1) !== 'passes') {
    const fate = link.isSilent ? 'cut' : 'lost'
    kernel.tap?.reset(cause, { trail: route.trail(), fate, latency: 0, now }, null)
    return
  }
  route.enter('rst', now)
  const packet: Packet = {
    kind: 'packet',
    time: Math.max(after, link.arrivalTime(0, now)),
    link: link.id,
    sent: now,
    sequence: 0,
    cancelled: false,
    segment: { kind: 'rst', order: 0 },
    sender: null,
    route,
  }
  kernel.queue.push(packet)
  kernel.tap?.reset(cause, { trail: route.trail(), fate: 'passes', latency: link.latency, now }, packet)
}

/** Sends a reset to the other end, and closes the socket. */
export function resetSocket(kernel: Kernel, socket: Socket, now: number): void {
  const { host: from, local, remote, lastArrival: after, phase } = socket
  closeSocket(socket)
  if (phase !== 'syn-sent') sendReset(kernel, { from, local, remote, after, cause: socket }, now)
}

/** Handles the end of the retransmission timer. */
export function onTimer(kernel: Kernel, socket: Socket, now: number): void {
  socket.timer = null
  switch (socket.phase) {
    case 'syn-sent':
    case 'syn-received': {
      socket.attempts += 1
      if (socket.attempts > (socket.phase === 'syn-sent' ? synRetries : synAckRetries)) {
        fail(kernel, socket, 'ETIMEDOUT', now)
        return
      }
      launch(kernel, socket, { kind: handshakeKind(socket), order: socket.nextOrder++ }, now)
      setTimer(kernel, socket, handshakeTimeout * 2 ** socket.attempts, now)
      return
    }
    case 'open':
      resend(kernel, socket, now)
      return
    case 'closed':
      return
    default:
      socket.phase satisfies never
  }
}

function handshakeKind(socket: Socket): 'syn' | 'synack' {
  return socket.phase === 'syn-sent' ? 'syn' : 'synack'
}

/**
 * Sends the held segments again, the oldest first. While acknowledgements cannot come back, it sends only the oldest:
 * TCP would not send new data either.
 */
function resend(kernel: Kernel, socket: Socket, now: number): void {
  socket.attempts += 1
  const onlyCredit = !socket.ackLost && socket.held.every(({ kind }) => kind === 'credit')
  // Zero-window probes ask for a lost window update without end (RFC 9293 section 3.8.6.1).
  const retries = socket.orphan ? orphanRetries : dataRetries
  if (socket.attempts > retries && !onlyCredit) {
    fail(kernel, socket, 'ETIMEDOUT', now)
    return
  }
  const answers = socket.peer === null || !kernel.routing.isSilent(socket.peer.host, socket.host)
  let trials = answers ? socket.held.length : socket.ackLost ? 0 : 1
  if (socket.ackLost && kernel.tap !== null) kernel.tap.repeated(socket, wayBack(kernel, socket), now)
  if (answers) socket.ackLost = false
  while (trials > 0) {
    const [oldest] = socket.held
    if (oldest === undefined || !launch(kernel, socket, oldest, now)) break
    socket.held.shift()
    trials -= 1
  }
  if (socket.phase !== 'open') return
  if (answers && socket.held.length === 0) socket.stalled = false
  else setTimer(kernel, socket, backoff(socket), now)
}

/** Milliseconds from a socket's other end; null: nothing gets through. */
function wayBack({ routing }: Kernel, { host, peer }: Socket): number | null {
  return peer === null || routing.isSilent(peer.host, host) ? null : routing.latency(peer.host, host)
}

/** Puts a segment on its way. Returns false when the network lost it. */
function launch(kernel: Kernel, socket: Socket, segment: Segment, now: number): boolean {
  const route = findRoute(kernel, socket, segment, now)
  switch (route.kind) {
    case 'lost':
      tellTap(kernel, { socket, segment, route, now }, 'dropped')
      return false
    case 'full':
      tellTap(kernel, { socket, segment, route, now }, 'dropped')
      if (segment.kind === 'syn') failAt(kernel, socket, 'EHOSTUNREACH', now)
      return false
    case 'unreachable':
      if (segment.kind === 'syn' && socket.attempts === 0)
        failAt(kernel, socket, 'EHOSTUNREACH', now + neighbourTimeout)
      return false
    case 'rejected':
    case 'found': {
      const { link } = route
      const bytes = segment.kind === 'data' ? segment.payload.byteLength : 0
      // A retransmission repeats only the packets that were lost: one packet decides.
      const packets = socket.attempts > 0 ? 1 : Math.ceil(bytes / bytesPerPacket)
      const fate = link.depart(segment.kind, packets)
      if (fate === 'lost') {
        tellTap(kernel, { socket, segment, route, now }, link.isSilent ? 'cut' : 'lost')
        return false
      }
      if (fate === 'refused' || route.kind === 'rejected') {
        tellTap(kernel, { socket, segment, route, now }, fate === 'refused' ? fate : 'rejected')
        failAt(kernel, socket, resetCode(socket), now + 2 * link.latency)
        return true
      }
      route.enter(segment.kind, now)
      const time = Math.max(socket.lastArrival, link.arrivalTime(bytes, now))
      socket.lastArrival = time
      const packet: Packet = {
        kind: 'packet',
        time,
        link: link.id,
        sent: now,
        sequence: 0,
        cancelled: false,
        segment,
        sender: socket,
        route,
      }
      kernel.queue.push(packet)
      if (kernel.tap !== null) tellTap(kernel, { socket, segment, route, now }, 'passes', packet)
      return true
    }
    default:
      return route satisfies never
  }
}

interface LaunchedSegment {
  readonly socket: Socket
  readonly segment: Segment
  readonly route: Exclude<Route, { readonly kind: 'unreachable' }>
  readonly now: number
}

function tellTap(
  { tap }: Kernel,
  { socket, segment, route, now }: LaunchedSegment,
  fate: DepartureFate,
  packet: Packet | null = null,
): void {
  if (tap === null) return
  const latency = route.kind === 'lost' || route.kind === 'full' ? 0 : route.link.latency
  tap.segment(socket, segment, { trail: route.trail(), fate, latency, now }, packet)
}

function findRoute(kernel: Kernel, socket: Socket, { kind }: Segment, now: number): Route {
  if (socket.route?.reuse(kind, now)) return socket.route
  const route = kernel.routing.find(socket.host, socket.local, socket.remote, kind, now)
  socket.route = route.kind === 'found' ? route : null
  return route
}

function backoff({ route, attempts }: Socket): number {
  const timeout = leastTimeout + 2 * (route?.link.latency ?? 0)
  return Math.min(timeout * 2 ** attempts, mostTimeout)
}

function setTimer(kernel: Kernel, socket: Socket, delay: number, now: number): void {
  if (socket.timer !== null) socket.timer.cancelled = true
  const timer: Timer = {
    kind: 'timer',
    time: now + delay,
    link: noLink,
    sequence: 0,
    cancelled: false,
    socket,
  }
  socket.timer = timer
  kernel.queue.push(timer)
}
