/** Handling of a segment that arrives at a host (RFC 9293 section 3.10.7). */

import { Buffer } from 'node:buffer'
import { type Flow, op } from '../../../../protocol/wire.ts'
import { listenerFor, owns } from './host.ts'
import { fail, failAt, type Kernel, resetCode, tell } from './kernel.ts'
import type { Packet } from './pending.ts'
import { closeSocket, openSocket } from './socket.ts'
import type { Socket } from './state.ts'
import { hold, resetSocket, sendReset, stall, startHandshake, transmit } from './transmit.ts'
import { pump } from './window.ts'

export function arrive(kernel: Kernel, packet: Packet): void {
  const { segment, sender, route, sent, time: now } = packet
  const fate = route.link.arrive()
  if (fate === 'refused') {
    kernel.tap?.stopped(packet)
    if (sender !== null) failAt(kernel, sender, resetCode(sender), now + route.link.latency)
    return
  }
  const { target } = route
  const gone = !target.up || !owns(target, route.destination.address)
  const overtaken =
    sender !== null && Math.min(sender.held[0]?.order ?? sender.hole, sender.hole) < segment.order
  if (gone || overtaken || fate === 'lost') {
    if (sender !== null) hold(kernel, sender, segment, sent, now)
    return
  }
  const socket = target.sockets.get(route.key)
  if (kernel.tap !== null) kernel.tap.arrived(packet, socket, wayBack(kernel, packet))
  if (segment.kind === 'syn') {
    onSyn(kernel, packet, socket)
    return
  }
  if (segment.kind === 'rst') {
    if (socket !== undefined) fail(kernel, socket, resetCode(socket), now)
    return
  }
  if (socket === undefined) {
    answerWithReset(kernel, packet)
    return
  }
  if (sender !== null && sender.phase === 'open') acknowledge(kernel, sender, socket, packet)
  receive(kernel, packet, socket)
}

function receive(kernel: Kernel, { segment, sender, time: now }: Packet, socket: Socket): void {
  switch (segment.kind) {
    case 'synack':
      if (socket.phase !== 'syn-sent') return
      establish(socket)
      socket.peer = sender
      tell(kernel, socket, op.connected, now, flowOf(socket))
      transmit(kernel, socket, { kind: 'ack', order: socket.nextOrder++ }, now)
      pump(kernel, socket, now)
      return
    case 'ack':
      if (socket.phase !== 'syn-received') return
      establish(socket)
      tell(kernel, socket, op.incoming, now, flowOf(socket))
      return
    case 'data':
      if (socket.orphan) {
        resetSocket(kernel, socket, now)
        return
      }
      socket.unread += segment.payload.byteLength
      socket.bytesReceived += segment.payload.byteLength
      tell(kernel, socket, op.data, now, segment.payload)
      return
    case 'fin':
      socket.remoteEnded = true
      tell(kernel, socket, op.end, now, nothing)
      if (sender !== null) {
        sender.endArrived = true
        closeIfDone(sender)
      }
      closeIfDone(socket)
      return
    case 'credit':
      socket.inFlight -= segment.bytes
      tell(kernel, socket, op.credit, now, uint32(segment.bytes))
      pump(kernel, socket, now)
      return
    case 'syn':
    case 'rst':
      return
    default:
      segment satisfies never
  }
}

/**
 * Handles a SYN. Without a listener, a reset answers it (RFC 9293 section 3.10.7.1). When this side still has the
 * connection, from before the dialler restarted, the SYN ends it (section 3.5.1), and the SYN's retransmission succeeds.
 */
function onSyn(kernel: Kernel, packet: Packet, known: Socket | undefined): void {
  const { route, sender, time: now } = packet
  const { target: host, destination: local, source: remote } = route
  if (known !== undefined) {
    if (known.phase === 'open') fail(kernel, known, 'ECONNRESET', now)
    return
  }
  const listener = listenerFor(host, local)
  if (listener === undefined) {
    answerWithReset(kernel, packet)
    return
  }
  const id = host.nextId
  host.nextId += 2
  const socket = openSocket({ host, id, local, remote, listener, phase: 'syn-received', peer: sender })
  startHandshake(kernel, socket, now)
}

function answerWithReset(kernel: Kernel, packet: Packet): void {
  const { target: from, destination: local, source: remote } = packet.route
  sendReset(kernel, { from, local, remote, after: 0, cause: packet }, packet.time)
}

/** Milliseconds that an acknowledgement takes; null: a cut stops it. */
function wayBack({ routing }: Kernel, { sender, route }: Packet): number | null {
  if (sender === null) return route.link.latency
  return routing.isSilent(route.target, sender.host) ? null : routing.latency(route.target, sender.host)
}

function establish(socket: Socket): void {
  socket.phase = 'open'
  socket.attempts = 0
  if (socket.timer !== null) socket.timer.cancelled = true
  socket.timer = null
}

/**
 * Resets the sender's count of attempts, unless no acknowledgement can come back: this is how a one-way cut stalls both
 * directions.
 */
function acknowledge(
  kernel: Kernel,
  sender: Socket,
  receiver: Socket,
  { segment, sent, time }: Packet,
): void {
  const wanted = segment.kind === 'data' || segment.kind === 'fin'
  if (wanted && kernel.routing.isSilent(receiver.host, sender.host)) {
    sender.ackLost = true
    stall(kernel, sender, sent, time)
  } else sender.attempts = 0
}

function closeIfDone(socket: Socket): void {
  if (socket.endArrived && socket.remoteEnded) closeSocket(socket)
}

const nothing = new Uint8Array(0)

function flowOf({ local, remote, listener }: Socket): Uint8Array {
  return Buffer.from(JSON.stringify({ local, remote, listener } satisfies Flow))
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
