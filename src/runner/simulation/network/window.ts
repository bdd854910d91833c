import type { Core } from './core.ts'
import type { Socket } from './socket.ts'
import { transmit } from './transmit.ts'

/** A write of any size travels in pieces of at most this, so that a slow link delivers it bit by bit. */
const largestPiece = 64 * 1024

/** Sends what the window has room for (RFC 9293 section 3.8.6). The end follows the last byte. */
export function pump(core: Core, socket: Socket, now: number): void {
  const { waiting } = socket
  let sent = 0
  while (sent < waiting.length && socket.phase === 'open') {
    const item = waiting[sent]
    if (item === undefined) break
    if (item.kind === 'fin') {
      transmit(core, socket, { kind: 'fin', order: socket.nextOrder++ }, now)
      sent += 1
      continue
    }
    const room = Math.min(core.window - socket.inFlight, largestPiece)
    if (room <= 0) break
    const whole = item.payload.byteLength <= room
    const payload = whole ? item.payload : item.payload.subarray(0, room)
    if (whole) sent += 1
    else waiting[sent] = { kind: 'data', payload: item.payload.subarray(room) }
    socket.inFlight += payload.byteLength
    socket.bytesSent += payload.byteLength
    transmit(core, socket, { kind: 'data', order: socket.nextOrder++, payload }, now)
  }
  waiting.splice(0, sent)
}

/**
 * The process has consumed bytes. The sender hears of it when they are worth a message: this avoids the silly window
 * (RFC 9293 section 3.8.6.2.2), and an idle connection is not woken up for every small message.
 */
export function consume(core: Core, socket: Socket, bytes: number, now: number): void {
  const counted = Math.min(bytes, socket.unread)
  socket.unread -= counted
  socket.consumed += counted
  if (socket.consumed < core.creditStep || socket.remoteEnded) return
  transmit(core, socket, { kind: 'credit', order: socket.nextOrder++, bytes: socket.consumed }, now)
  socket.consumed = 0
}
