/** The state of the kernels: machines, their sockets, and the routes and timers of those. They refer to each other. */
import type { Listening } from '../../../../protocol/listening.ts'
import type { UdpBinding } from '../../../../protocol/udp.ts'
import type { Endpoint, Op } from '../../../../protocol/wire.ts'
import type { Queued } from './event-queue.ts'
import type { Link } from './link.ts'
import type { PacketKind, Segment } from './segment.ts'
import type { Trail } from './trail.ts'

/** A program that runs in the switch itself. */
export interface Program {
  /** Takes a frame, as the process of a node does. */
  receive(op: Op, id: number, payload: Uint8Array, now: number): void
}

/** One machine with its kernel's tables. */
export interface Host {
  readonly index: number
  readonly name: string
  /** The `node` of its frames. */
  readonly node: number
  addresses: readonly string[]
  /** Its program, if it is no node; null: the process of a node. */
  program: Program | null
  /** The machine has power; its process may be gone. */
  up: boolean
  /** Number of its earlier processes: a notice for an earlier process does not reach a later one. */
  generation: number
  readonly listeners: Map<number, Listening>
  /** By `flowKey`. */
  readonly sockets: Map<string, Socket>
  readonly socketsById: Map<number, Socket>
  /** Number of sockets by their local port. */
  readonly portUses: Map<number, number>
  /** By id, in the order in which they were bound. */
  readonly udp: Map<number, UdpSocket>
  /** Highest ids of closed sockets: even ids are the switch's, odd ids the process's. */
  readonly lastClosed: { even: number; odd: number }
  nextId: number
  nextPort: number
}

/** A UDP socket. A change replaces it. */
export interface UdpSocket extends UdpBinding {
  readonly id: number
}

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

/** A retransmission timer. */
export interface Timer extends Queued {
  readonly kind: 'timer'
  readonly socket: Socket
}

/** The way of the packets of a connection, or of a datagram, in one direction. */
export interface FoundRoute {
  readonly kind: 'found'
  readonly target: Host
  /** The sender as the target sees it, and the target as it knows itself. */
  readonly source: Endpoint
  readonly destination: Endpoint
  /** Name of the connection in the target's table. */
  readonly key: string
  readonly link: Link
  /** Prepares the route for one more packet, as `Routing.find` does. False: the route no longer holds. */
  reuse(kind: PacketKind, now: number): boolean
  /** Refreshes the NATs by which a packet comes in; called when nothing stops the packet before them. */
  enter(kind: PacketKind, now: number): void
  /** The networks that its packets cross. */
  trail(): Trail
}
