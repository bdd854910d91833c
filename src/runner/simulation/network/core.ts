import { Buffer } from 'node:buffer'
import type { Layers } from '../../../base/layers.ts'
import { type Op, op } from '../../../protocol/wire.ts'
import type { EventQueue } from './event-queue.ts'
import type { Host } from './host.ts'
import type { Network } from './network.ts'
import type { Outbox } from './outbox.ts'
import type { Paths } from './paths.ts'
import { noLink, type Pending } from './pending.ts'
import { closeSocket, type Socket } from './socket.ts'

/** A frame that made no sense, for reports. */
export interface Stray {
  readonly host: string
  readonly time: number
  readonly op: Op
  readonly id: number
  readonly reason: string
}

/** All that the parts of the switch share. */
export interface Core {
  readonly hosts: readonly Host[]
  readonly network: Network
  /** The changes that last, of NATs and of the places of hosts. */
  readonly layers: Layers
  readonly paths: Paths
  readonly queue: EventQueue<Pending>
  readonly outbox: Outbox
  readonly window: number
  /** The least consumed bytes that are worth telling the sender about. */
  readonly creditStep: number
  readonly strays: Stray[]
}

/** Tells a process something at a time to come, or now. */
export function notify(core: Core, host: Host, frameOp: Op, id: number, code: string, time: number): void {
  const payload = Buffer.from(code)
  const { generation } = host
  core.queue.push({
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

/** Lets a connection fail at a time to come, or now. */
export function failAt(core: Core, socket: Socket, code: string, time: number): void {
  core.queue.push({ kind: 'failure', time, link: noLink, sequence: 0, cancelled: false, socket, code })
}

/** Ends a connection for its process: `refused` while it is being made, `reset` afterwards. */
export function fail(core: Core, socket: Socket, code: string, now: number): void {
  const { host, id, phase } = socket
  closeSocket(socket)
  switch (phase) {
    case 'syn-sent':
      core.outbox.push(host, op.refused, id, now, Buffer.from(code))
      return
    case 'open':
      core.outbox.push(host, op.reset, id, now, Buffer.from(code))
      return
    case 'syn-received':
    case 'closed':
      return // Its process never heard of it, or not any more.
    default:
      phase satisfies never
  }
}

/** What a reset means to the side that gets it (RFC 9293 section 3.10.7.3 and following). */
export function resetCode(socket: Socket): string {
  return socket.phase === 'syn-sent' ? 'ECONNREFUSED' : 'ECONNRESET'
}
