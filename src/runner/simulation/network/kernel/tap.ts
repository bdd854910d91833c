/** A tap sees every packet of the network. It changes nothing: no part of the network depends on it. */
import type { DatagramPacket, Packet } from './pending.ts'
import type { Segment } from './segment.ts'
import type { Host, Socket } from './state.ts'
import type { Hop, Trail } from './trail.ts'

/**
 * `dropped`: by the router at the end of the way, or nobody has the address. `lost`: by the link. `cut`: a cut is silent.
 * `refused`: a cut answers. `rejected`: the router at the end answers.
 */
export type DepartureFate = 'passes' | 'dropped' | 'lost' | 'cut' | 'refused' | 'rejected'

export interface Departure {
  readonly trail: Trail
  readonly fate: DepartureFate
  /** Milliseconds to the other end of the link. */
  readonly latency: number
  readonly now: number
}

/** The cause of a reset: the socket that its owner resets, or a packet to a socket that does not exist. */
export type ResetCause = Socket | Packet

export interface Tap {
  /** A segment of a socket leaves its machine; `packet`: it is on its way. */
  segment(socket: Socket, segment: Segment, departure: Departure, packet: Packet | null): void
  /** A reset leaves its machine. */
  reset(cause: ResetCause, departure: Departure, packet: Packet | null): void
  /** A segment has come to its machine. `back`: milliseconds of an answer's way; null: no answer gets through. */
  arrived(packet: Packet, socket: Socket | undefined, back: number | null): void
  /** A cut that came while the segment was on its way answers it. */
  stopped(packet: Packet | DatagramPacket): void
  /** A sender repeats its oldest segment, whose acknowledgement was lost. `back`: as above. */
  repeated(socket: Socket, back: number | null, now: number): void
  /** A cut resets one end of an open connection. */
  severed(socket: Socket, now: number): void
  /** A datagram to one machine leaves its machine. */
  datagram(bytes: Uint8Array, departure: Departure, packet: DatagramPacket | null): void
  /** A datagram to a group, or to all machines of a network. */
  multicast(hop: Hop, bytes: Uint8Array, now: number): void
  /** A datagram has come to its machine. `back`: as above, of the ICMP error that answers it; null: none does. */
  datagramArrived(packet: DatagramPacket, back: number | null): void
  /** A machine has other addresses. */
  moved(host: Host, now: number): void
  /** Nothing happens before this time any more. */
  settled(time: number): void
}
