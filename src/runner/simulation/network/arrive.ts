/** What a kernel does with a segment that reaches it (RFC 9293 section 3.10.7). */
import { Buffer } from 'node:buffer'
import { type Flow, op } from '../../../protocol/wire.ts'
import { type Core, fail, failAt, resetCode } from './core.ts'
import { listenerFor, owns } from './host.ts'
import type { Packet } from './pending.ts'
import { closeSocket, openSocket, type Socket } from './socket.ts'
import { hold, isSilent, sendReset, stall, startHandshake, transmit } from './transmit.ts'
import { pump } from './window.ts'

export function arrive(core: Core, packet: Packet): void {
  const { segment, sender, route, sent, time: now } = packet
  const path = core.paths.refresh(route.path)
  if (path.cut?.mode === 'refuse') {
    path.cut.refused += 1
    if (sender !== null) failAt(core, sender, resetCode(sender), now + path.latency)
    return
  }
  const { target } = route
  const gone = !target.up || !owns(target, route.destination.address)
  const overtaken =
    sender !== null && Math.min(sender.held[0]?.order ?? sender.hole, sender.hole) < segment.order
  if (path.cut !== null) path.cut.held += 1
  if (gone || overtaken || path.cut !== null) {
    if (sender !== null) hold(core, sender, segment, sent, now)
    return
  }
  const socket = target.sockets.get(route.key)
  if (segment.kind === 'syn') {
    onSyn(core, packet, socket)
    return
  }
  if (segment.kind === 'rst') {
    if (socket !== undefined) fail(core, socket, resetCode(socket), now)
    return
  }
  if (socket === undefined) {
    sendReset(core, target, route.destination, route.source, 0, now)
    return
  }
  if (sender !== null && sender.phase === 'open') acknowledge(core, sender, socket, packet)
  receive(core, packet, socket)
}

function receive(core: Core, { segment, sender, time: now }: Packet, socket: Socket): void {
  switch (segment.kind) {
    case 'synack':
      if (socket.phase !== 'syn-sent') return
      establish(socket)
      socket.peer = sender
      core.outbox.push(socket.host, op.connected, socket.id, now, flowOf(socket))
      transmit(core, socket, { kind: 'ack', order: socket.nextOrder++ }, now)
      pump(core, socket, now)
      return
    case 'ack':
      if (socket.phase !== 'syn-received') return
      establish(socket)
      core.outbox.push(socket.host, op.incoming, socket.id, now, flowOf(socket))
      return
    case 'data':
      socket.unread += segment.payload.byteLength
      socket.bytesReceived += segment.payload.byteLength
      core.outbox.push(socket.host, op.data, socket.id, now, segment.payload)
      return
    case 'fin':
      socket.remoteEnded = true
      core.outbox.push(socket.host, op.end, socket.id, now, nothing)
      if (sender !== null) {
        sender.endArrived = true
        closeIfDone(sender)
      }
      closeIfDone(socket)
      return
    case 'credit':
      socket.inFlight -= segment.bytes
      core.outbox.push(socket.host, op.credit, socket.id, now, uint32(segment.bytes))
      pump(core, socket, now)
      return
    case 'syn':
    case 'rst':
      return
    default:
      segment satisfies never
  }
}

/**
 * Nobody listens: reset (RFC 9293 section 3.10.7.1). A connection of an earlier life of the dialler, which this side
 * still takes for open, is discovered and reset (section 3.5.1); the SYN's retransmission then finds the way free.
 */
function onSyn(core: Core, { route, sender, time: now }: Packet, known: Socket | undefined): void {
  const { target: host, destination: local, source: remote } = route
  if (known !== undefined) {
    if (known.phase === 'open') fail(core, known, 'ECONNRESET', now)
    return
  }
  const listener = listenerFor(host, local)
  if (listener === undefined) {
    sendReset(core, host, local, remote, 0, now)
    return
  }
  const id = host.nextId
  host.nextId += 2
  const socket = openSocket({ host, id, local, remote, listener, phase: 'syn-received', peer: sender })
  startHandshake(core, socket, now)
}

function establish(socket: Socket): void {
  socket.phase = 'open'
  socket.attempts = 0
  if (socket.timer !== null) socket.timer.cancelled = true
  socket.timer = null
}

/**
 * Something arrived, so its sender starts counting anew; unless no acknowledgement can come back, which is how a
 * one-way cut stalls both directions.
 */
function acknowledge(core: Core, sender: Socket, receiver: Socket, { segment, sent, time }: Packet): void {
  const wanted = segment.kind === 'data' || segment.kind === 'fin'
  if (wanted && isSilent(core.paths.between(receiver.host, sender.host))) {
    sender.ackLost = true
    stall(core, sender, sent, time)
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
