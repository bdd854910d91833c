import type { Endpoint } from '../../../../protocol/wire.ts'
import { flowKey } from './segment.ts'
import type { Host, Socket } from './state.ts'

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
  const { sockets, portUses } = options.host
  const { port } = options.local
  if (!sockets.has(socket.key)) portUses.set(port, (portUses.get(port) ?? 0) + 1)
  sockets.set(socket.key, socket)
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
  if (host.sockets.get(socket.key) === socket) {
    host.sockets.delete(socket.key)
    freePort(host, socket.local.port)
  }
  if (host.socketsById.get(socket.id) === socket) host.socketsById.delete(socket.id)
  // The ids of an ended process mean nothing to the next one.
  if (socket.orphan) return
  const parity = socket.id % 2 === 0 ? 'even' : 'odd'
  if (socket.id > host.lastClosed[parity]) host.lastClosed[parity] = socket.id
}

function freePort({ portUses }: Host, port: number): void {
  const others = (portUses.get(port) ?? 1) - 1
  if (others > 0) portUses.set(port, others)
  else portUses.delete(port)
}
