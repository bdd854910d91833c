import { Buffer } from 'node:buffer'
import { creditStep, type Op, op, receiveWindow } from '../../../../protocol/wire.ts'
import { EventQueue } from './event-queue.ts'
import { Outbox } from './outbox.ts'
import { noLink, type Pending } from './pending.ts'
import type { Routing } from './routing.ts'
import { closeSocket } from './socket.ts'
import type { Host, Socket } from './state.ts'
import type { Tap } from './tap.ts'

/** A frame that made no sense, for reports. */
export interface Stray {
  readonly host: string
  readonly time: number
  readonly op: Op
  readonly id: number
  readonly reason: string
}

/** The use of the network by processes so far. */
export interface Traffic {
  /** TCP connections that they dialled. */
  dials: number
  /** Bytes that they wrote to TCP connections. */
  bytes: number
}

/** Shared state of the kernels of all hosts. */
export interface Kernel {
  readonly hosts: readonly Host[]
  readonly routing: Routing
  readonly queue: EventQueue<Pending>
  readonly outbox: Outbox
  /** Most bytes of one direction of a connection that its receiver has not consumed yet. */
  readonly window: number
  /** Fewest consumed bytes for which the sender gets credit. */
  readonly creditStep: number
  readonly strays: Stray[]
  readonly traffic: Traffic
  /** Sees all packets; null: nobody looks. */
  readonly tap: Tap | null
}

/** Makes the kernels of some hosts, with nothing open. */
export function createKernel(
  hosts: readonly Host[],
  routing: Routing,
  window: number = receiveWindow,
  tap: Tap | null = null,
): Kernel {
  const [queue, outbox] = [new EventQueue<Pending>(), new Outbox()]
  const traffic = { dials: 0, bytes: 0 }
  return { hosts, routing, queue, outbox, window, creditStep: creditStep(window), strays: [], traffic, tap }
}

/** Sends a frame to a process at `time`. */
export function notify(
  kernel: Kernel,
  host: Host,
  frameOp: Op,
  id: number,
  code: string,
  time: number,
): void {
  const payload = Buffer.from(code)
  const { generation } = host
  kernel.queue.push({
    kind: 'notice',
    time,
    link: noLink,
    sequence: 0,
    cancelled: false,
    host,
    generation,
    op: frameOp,
    id,
    payload,
  })
}

/** Lets a connection fail at `time`. */
export function failAt(kernel: Kernel, socket: Socket, code: string, time: number): void {
  kernel.queue.push({ kind: 'failure', time, link: noLink, sequence: 0, cancelled: false, socket, code })
}

/** Sends a frame about an open socket to its process. An orphan has none. */
export function tell(
  { outbox }: Kernel,
  { host, id, orphan }: Socket,
  frameOp: Op,
  now: number,
  payload: Uint8Array,
): void {
  if (!orphan) outbox.push(host, frameOp, id, now, payload)
}

/** Ends a connection for its process: `refused` before it is open, `reset` afterwards. */
export function fail(kernel: Kernel, socket: Socket, code: string, now: number): void {
  const { phase } = socket
  closeSocket(socket)
  switch (phase) {
    case 'syn-sent':
      tell(kernel, socket, op.refused, now, Buffer.from(code))
      return
    case 'open':
      tell(kernel, socket, op.reset, now, Buffer.from(code))
      return
    case 'syn-received':
    case 'closed':
      return // The process does not know the socket, or not any more.
    default:
      phase satisfies never
  }
}

/** Error code of a reset for the side that gets it (RFC 9293 section 3.10.7.3 and following). */
export function resetCode(socket: Socket): string {
  return socket.phase === 'syn-sent' ? 'ECONNREFUSED' : 'ECONNRESET'
}
