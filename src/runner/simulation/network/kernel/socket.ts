import type { Endpoint } from '../../../../protocol/wire.ts'
import type { Host } from './host.ts'
import type { Timer } from './pending.ts'
import type { FoundRoute } from './routing.ts'
import { flowKey, type Segment } from './segment.ts'

/** Bytes, or the end of the stream, that wait for room in the window. */
export type Waiting = { readonly kind: 'data'; readonly payload: Uint8Array } | { readonly kind: 'fin' }

/** One end of a TCP connection, as its host's kernel keeps it. */
export interface Socket {
  readonly host: Host
  readonly id: number
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly key: string
  /** Id of the listener that accepted it; 0 on the side that dialled. */
  readonly listener: number
  phase: 'syn-sent' | 'syn-received' | 'open' | 'closed'
  /** Its process has ended: the kernel still sends what was written, and the end. No process hears of it. */
  orphan: boolean
  /** The other end, once a segment came from it: for reports and faults, never for routing. */
  peer: Socket | null
  route: FoundRoute | null

  // Sending.
  nextOrder: number
  lastArrival: number
  /** Sent bytes that the receiver has not consumed yet: at most the window. */
  inFlight: number
  readonly waiting: Waiting[]
  ended: boolean
  endArrived: boolean
  bytesSent: number

  // Retransmission (see transmit.ts).
  stalled: boolean
  held: Segment[]
  /** Order of the first segment that was lost when the socket closed: the receiver can read nothing after it. */
  hole: number
  /** The oldest segment arrived, but its acknowledgement cannot come back. */
  ackLost: boolean
  attempts: number
  timer: Timer | null

  // Receiving.
  remoteEnded: boolean
  /** Bytes that the process has got and not consumed yet. */
  unread: number
  /** Bytes that it has consumed, and for which the sender has no credit yet. */
  consumed: number
  /** The process reads nothing at present, and bytes wait in its kernel. */
  holdsUnread: boolean
  bytesReceived: number
}

export interface NewSocket {
  readonly host: Host
  readonly id: number
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly listener: number
  readonly phase: Socket['phase']
  readonly peer: Socket | null
}

/** Makes a socket and enters it into its host's tables. */
export function openSocket(options: NewSocket): Socket {
  const socket: Socket = {
    ...options,
    key: flowKey(options.local, options.remote),
    route: null,
    orphan: false,
    nextOrder: 0,
    lastArrival: 0,
    inFlight: 0,
    waiting: [],
    ended: false,
    endArrived: false,
    bytesSent: 0,
    stalled: false,
    held: [],
    hole: Number.POSITIVE_INFINITY,
    ackLost: false,
    attempts: 0,
    timer: null,
    remoteEnded: false,
    unread: 0,
    consumed: 0,
    holdsUnread: false,
    bytesReceived: 0,
  }
  options.host.sockets.set(socket.key, socket)
  options.host.socketsById.set(socket.id, socket)
  return socket
}

/** Takes a socket out of its host's tables. It no longer sends or receives. */
export function closeSocket(socket: Socket): void {
  socket.phase = 'closed'
  if (socket.timer !== null) socket.timer.cancelled = true
  socket.timer = null
  socket.hole = Math.min(socket.hole, socket.held[0]?.order ?? socket.hole)
  socket.stalled = false
  socket.held = []
  socket.waiting.length = 0
  const { host } = socket
  if (host.sockets.get(socket.key) === socket) host.sockets.delete(socket.key)
  if (host.socketsById.get(socket.id) === socket) host.socketsById.delete(socket.id)
  // The ids of an ended process mean nothing to the next one.
  if (socket.orphan) return
  const parity = socket.id % 2 === 0 ? 'even' : 'odd'
  if (socket.id > host.lastClosed[parity]) host.lastClosed[parity] = socket.id
}
