import type { Kernel } from './kernel.ts'
import type { Socket } from './state.ts'
import { transmit } from './transmit.ts'

/** Largest segment, in bytes: a slow link delivers a large write bit by bit. */
const largestSegment = 64 * 1024

/** Sends the waiting bytes that fit into the window (RFC 9293 section 3.8.6). The end follows the last byte. */
export function pump(kernel: Kernel, socket: Socket, now: number): void {
  const { waiting } = socket
  let sent = 0
  while (sent < waiting.length && socket.phase === 'open') {
    const item = waiting[sent]
    if (item === undefined) break
    if (item.kind === 'fin') {
      transmit(kernel, socket, { kind: 'fin', order: socket.nextOrder++ }, now)
      sent += 1
      continue
    }
    const room = Math.min(kernel.window - socket.inFlight, largestSegment)
    if (room <= 0) break
    const whole = item.payload.byteLength <= room
    const payload = whole ? item.payload : item.payload.subarray(0, room)
    if (whole) sent += 1
    else waiting[sent] = { kind: 'data', payload: item.payload.subarray(room) }
    socket.inFlight += payload.byteLength
    socket.bytesSent += payload.byteLength
    transmit(kernel, socket, { kind: 'data', order: socket.nextOrder++, payload }, now)
  }
  waiting.splice(0, sent)
}

/**
 * Counts bytes that the process has consumed. The sender gets credit for them in large steps: this avoids the silly
 * window (RFC 9293 section 3.8.6.2.2), and a small message wakes no idle connection.
 */
export function consume(kernel: Kernel, socket: Socket, bytes: number, now: number): void {
  const counted = Math.min(bytes, socket.unread)
  socket.unread -= counted
  socket.consumed += counted
  if (socket.consumed < kernel.creditStep || socket.remoteEnded) return
  transmit(kernel, socket, { kind: 'credit', order: socket.nextOrder++, bytes: socket.consumed }, now)
  socket.consumed = 0
}
