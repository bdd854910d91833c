import type { Op } from '../../../protocol/wire.ts'
import type { Queued } from './event-queue.ts'
import type { Host } from './host.ts'
import type { Leads } from './network.ts'
import type { Segment } from './segment.ts'
import type { Socket } from './socket.ts'

/** A segment on its way; `sender` is null for the answer of a kernel that knows no such connection. */
export interface Packet extends Queued {
  readonly kind: 'packet'
  readonly segment: Segment
  readonly sent: number
  readonly sender: Socket | null
  readonly route: Leads
}

/** A retransmission timer. */
export interface Timer extends Queued {
  readonly kind: 'timer'
  readonly socket: Socket
}

/** The news that a connection failed, from the network itself. */
export interface Failure extends Queued {
  readonly kind: 'failure'
  readonly socket: Socket
  readonly code: string
}

/** A frame for a process about something that is no socket. */
export interface Notice extends Queued {
  readonly kind: 'notice'
  readonly host: Host
  readonly generation: number
  readonly op: Op
  readonly id: number
  readonly payload: Uint8Array
}

/** What is going to happen in the network. */
export type Pending = Packet | Timer | Failure | Notice

/** What belongs to no link comes after the deliveries of the same time. */
export const noLink = Number.MAX_SAFE_INTEGER
