import type { Endpoint } from '../../../protocol/wire.ts'
import type { Host } from './host.ts'
import type { Leads } from './network.ts'
import type { Timer } from './pending.ts'
import { flowKey, type Segment } from './segment.ts'

/** What waits for room in the window. */
export type Waiting = { readonly kind: 'data'; readonly payload: Uint8Array } | { readonly kind: 'fin' }

/** One end of a TCP connection, as its host's kernel keeps it. */
export interface Socket {
  readonly host: Host
  readonly id: number
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly key: string
  /** The listener that it was accepted by; 0 on the side that dialled. */
  readonly listener: number
  phase: 'syn-sent' | 'syn-received' | 'open' | 'closed'
  /** The other end, if it was ever heard of: for reports and faults, never for finding the way. */
  peer: Socket | null
  route: Leads | null

  // Sending.
  nextOrder: number
  lastArrival: number
  /** Bytes sent and not yet consumed by the receiver: at most the window. */
  inFlight: number
  readonly waiting: Waiting[]
  ended: boolean
  endArrived: boolean
  bytesSent: number

  // Retransmission (see transmit.ts).
  stalled: boolean
  held: Segment[]
  /** The first segment that was given up when the socket closed: nothing behind this hole can be read. */
  hole: number
  /** What was sent first arrived, but nothing can come back to say so. */
  ackLost: boolean
  attempts: number
  timer: Timer | null

  // Receiving.
  remoteEnded: boolean
  /** Bytes handed to the process and not yet consumed; consumed and not yet told to the sender. */
  unread: number
  consumed: number
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
    bytesReceived: 0,
  }
  options.host.sockets.set(socket.key, socket)
  options.host.socketsById.set(socket.id, socket)
  return socket
}

/** Takes a socket out of its host's tables. It sends and receives nothing any more. */
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
  const parity = socket.id % 2 === 0 ? 'even' : 'odd'
  if (socket.id > host.lastClosed[parity]) host.lastClosed[parity] = socket.id
}
