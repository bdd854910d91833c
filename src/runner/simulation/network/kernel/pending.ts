import type { Endpoint, Op } from '../../../../protocol/wire.ts'
import type { Queued } from './event-queue.ts'
import type { Segment } from './segment.ts'
import type { FoundRoute, Host, Socket, Timer, UdpSocket } from './state.ts'

/** A segment on its way; `sender` is null for a reset from a kernel that has no such connection. */
export interface Packet extends Queued {
  readonly kind: 'packet'
  readonly segment: Segment
  readonly sent: number
  readonly sender: Socket | null
  readonly route: FoundRoute
}

/** A datagram on its way to one host. */
export interface DatagramPacket extends Queued {
  readonly kind: 'datagram'
  readonly route: FoundRoute
  readonly sender: { readonly host: Host; readonly socket: UdpSocket; readonly generation: number }
  /** The target as it knows itself (the destination of the route), or a group or broadcast address there. */
  readonly to: Endpoint
  readonly bytes: Uint8Array
}

/** Failure of a connection that the network itself reports. */
export interface Failure extends Queued {
  readonly kind: 'failure'
  readonly socket: Socket
  readonly code: string
}

/** A frame for a process that does not come from an open socket. */
export interface Notice extends Queued {
  readonly kind: 'notice'
  readonly host: Host
  readonly generation: number
  readonly op: Op
  readonly id: number
  readonly payload: Uint8Array
}

/** A timer of a program in the switch. */
export interface Alarm extends Queued {
  readonly kind: 'alarm'
  ring(now: number): void
}

/** A future event of the network. */
export type Pending = Packet | DatagramPacket | Timer | Failure | Notice | Alarm

/** Link of events that belong to none: they come after the packets of the same time. */
export const noLink = Number.MAX_SAFE_INTEGER
