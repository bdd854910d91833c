/**
 * Sending segments, and sending them again. A segment that the network loses stops its direction of the connection:
 * it and all later ones wait for the retransmission timer, as behind a hole in TCP's sequence space.
 *
 * Timers are Linux's: SYN after 1 s (RFC 6298 section 2.1) and six times again, doubling, so a connect fails after
 * 127 s; SYN-ACK five times again; data after the round-trip time and 200 ms, doubling (RFC 6298 section 5.5) up to
 * 120 s (section 2.5), and 15 times again, so a connection fails after a good 15 minutes (RFC 1122 section 4.2.3.5,
 * R2).
 */
import type { Endpoint } from '../../../protocol/wire.ts'
import { type Core, fail, failAt, resetCode } from './core.ts'
import type { Host } from './host.ts'
import type { Route } from './network.ts'
import type { Path } from './paths.ts'
import { noLink, type Timer } from './pending.ts'
import type { Segment } from './segment.ts'
import type { Socket } from './socket.ts'

const handshakeTimeout = 1000
const synRetries = 6
const synAckRetries = 5
const dataRetries = 15
const leastTimeout = 200
const mostTimeout = 120_000
/** Linux gives an address on its own network three seconds to answer ARP. */
const neighbourTimeout = 3000
const bytesPerPacket = 1460
const headerBytes = 40

/** Sends a SYN or SYN-ACK, and keeps doing so until the connection is open or given up. */
export function startHandshake(core: Core, socket: Socket, now: number): void {
  launch(core, socket, { kind: handshakeKind(socket), order: socket.nextOrder++ }, now)
  setTimer(core, socket, handshakeTimeout, now)
}

/** Sends a segment of an open connection, in its order. */
export function transmit(core: Core, socket: Socket, segment: Segment, now: number): void {
  if (socket.stalled) socket.held.push(segment)
  else if (!launch(core, socket, segment, now)) hold(core, socket, segment, now, now)
}

/** Takes back a segment that was sent and did not arrive. */
export function hold(core: Core, socket: Socket, segment: Segment, sent: number, now: number): void {
  if (socket.phase !== 'open') return
  let at = socket.held.length
  while (at > 0 && (socket.held[at - 1]?.order ?? 0) > segment.order) at -= 1
  socket.held.splice(at, 0, segment)
  stall(core, socket, sent, now)
}

/** Lets a direction wait for its retransmission timer, which runs since the segment was sent. */
export function stall(core: Core, socket: Socket, sent: number, now: number): void {
  if (socket.stalled || socket.phase !== 'open') return
  socket.stalled = true
  setTimer(core, socket, Math.max(0, sent + backoff(socket) - now), now)
}

/** A reset is sent once, and nobody asks whether it arrived. `after`: what the sender sent before arrives before. */
export function sendReset(
  core: Core,
  from: Host,
  local: Endpoint,
  remote: Endpoint,
  after: number,
  now: number,
): void {
  const route = core.network.route(from, local, remote, 'rst', now)
  if (route.kind !== 'leads' || !passes(route.path, 1)) return
  core.network.enter(route, 'rst', now)
  const time = Math.max(after, arrivalTime(route.path, 0, now))
  const segment: Segment = { kind: 'rst', order: 0 }
  core.queue.push({
    kind: 'packet',
    time,
    link: route.path.link,
    sent: now,
    sequence: 0,
    cancelled: false,
    segment,
    sender: null,
    route,
  })
}

/** The retransmission timer has run out. */
export function onTimer(core: Core, socket: Socket, now: number): void {
  socket.timer = null
  switch (socket.phase) {
    case 'syn-sent':
    case 'syn-received': {
      socket.attempts += 1
      if (socket.attempts > (socket.phase === 'syn-sent' ? synRetries : synAckRetries)) {
        fail(core, socket, 'ETIMEDOUT', now)
        return
      }
      launch(core, socket, { kind: handshakeKind(socket), order: socket.nextOrder++ }, now)
      setTimer(core, socket, handshakeTimeout * 2 ** socket.attempts, now)
      return
    }
    case 'open':
      resend(core, socket, now)
      return
    case 'closed':
      return
    default:
      socket.phase satisfies never
  }
}

/** Whether nothing gets through, without anybody being told. */
export function isSilent(path: Path): boolean {
  return path.cut?.mode === 'blackhole' || path.loss >= 1
}

function handshakeKind(socket: Socket): 'syn' | 'synack' {
  return socket.phase === 'syn-sent' ? 'syn' : 'synack'
}

/**
 * Tries the oldest segment again, and with it what waits behind it. While acknowledgements cannot come back, only
 * the oldest one is tried: TCP would not send new data either.
 */
function resend(core: Core, socket: Socket, now: number): void {
  socket.attempts += 1
  const onlyCredit = !socket.ackLost && socket.held.every(({ kind }) => kind === 'credit')
  // A window update that is lost is asked for by zero-window probes, without end (RFC 9293 section 3.8.6.1).
  if (socket.attempts > dataRetries && !onlyCredit) {
    fail(core, socket, 'ETIMEDOUT', now)
    return
  }
  const answers = socket.peer === null || !isSilent(core.paths.between(socket.peer.host, socket.host))
  let trials = answers ? socket.held.length : socket.ackLost ? 0 : 1
  if (answers) socket.ackLost = false
  while (trials > 0) {
    const [oldest] = socket.held
    if (oldest === undefined || !launch(core, socket, oldest, now)) break
    socket.held.shift()
    trials -= 1
  }
  if (socket.phase !== 'open') return
  if (answers && socket.held.length === 0) socket.stalled = false
  else setTimer(core, socket, backoff(socket), now)
}

/** Puts a segment on its way. False: the network lost it. */
function launch(core: Core, socket: Socket, segment: Segment, now: number): boolean {
  const route = findRoute(core, socket, segment, now)
  switch (route.kind) {
    case 'lost':
      return false
    case 'unreachable':
      if (segment.kind === 'syn' && socket.attempts === 0)
        failAt(core, socket, 'EHOSTUNREACH', now + neighbourTimeout)
      return false
    case 'rejected':
    case 'leads': {
      const { path } = route
      if (path.cut?.mode === 'refuse') {
        path.cut.refused += 1
        failAt(core, socket, resetCode(socket), now + 2 * path.latency)
        return true
      }
      const bytes = segment.kind === 'data' ? segment.payload.byteLength : 0
      // When data is sent again, only the packets that were lost are: one of them decides.
      if (!passes(path, socket.attempts > 0 ? 1 : Math.ceil(bytes / bytesPerPacket))) return false
      if (route.kind === 'rejected') {
        failAt(core, socket, resetCode(socket), now + 2 * path.latency)
        return true
      }
      core.network.enter(route, segment.kind, now)
      const time = Math.max(socket.lastArrival, arrivalTime(path, bytes, now))
      socket.lastArrival = time
      core.queue.push({
        kind: 'packet',
        time,
        link: path.link,
        sent: now,
        sequence: 0,
        cancelled: false,
        segment,
        sender: socket,
        route,
      })
      return true
    }
    default:
      return route satisfies never
  }
}

function findRoute(core: Core, socket: Socket, { kind }: Segment, now: number): Route {
  if (socket.route !== null && core.network.reuse(socket.route, kind, now)) return socket.route
  const route = core.network.route(socket.host, socket.local, socket.remote, kind, now)
  socket.route = route.kind === 'leads' ? route : null
  return route
}

function passes(path: Path, packets: number): boolean {
  if (path.cut !== null) {
    path.cut.held += 1
    return false
  }
  return path.loss === 0 || path.random() < (1 - path.loss) ** Math.max(1, packets)
}

/**
 * The queue of a link is first in, first out. Waiting there and jitter are rounded up to whole milliseconds, the
 * finest that a timer in a node process can tell apart.
 */
function arrivalTime(path: Path, bytes: number, now: number): number {
  let extra = path.jitter === 0 ? 0 : path.jitter * path.random()
  if (path.bandwidth !== null) {
    const { queue } = path
    queue.busyUntil = Math.max(now, queue.busyUntil) + ((bytes + headerBytes) * 1000) / path.bandwidth
    extra += queue.busyUntil - now
  }
  return now + path.latency + (extra === 0 ? 0 : Math.ceil(extra))
}

function backoff({ route, attempts }: Socket): number {
  const timeout = leastTimeout + 2 * (route?.path.latency ?? 0)
  return Math.min(timeout * 2 ** attempts, mostTimeout)
}

function setTimer(core: Core, socket: Socket, delay: number, now: number): void {
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
  core.queue.push(timer)
}
