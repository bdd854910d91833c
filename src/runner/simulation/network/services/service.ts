/**
 * Machines whose program runs in the switch itself: the name server, and the gateways of routers. They use the kernel
 * as the processes of nodes do, so latency, cuts and faults hold for them too.
 */

import { Buffer } from 'node:buffer'
import { decodeDatagram, encodeDatagram } from '../../../../protocol/udp.ts'
import { type Endpoint, type Op, op } from '../../../../protocol/wire.ts'
import { acceptFrame } from '../kernel/accept-frame.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { noLink } from '../kernel/pending.ts'
import type { Host } from '../kernel/state.ts'

const credit = Buffer.alloc(4)

/** The kernel of a service's machine, as the service uses it. All sockets are open from the start. */
export class ServiceKernel {
  readonly #kernel: Kernel
  readonly #host: Host
  #lastId = -1

  constructor(kernel: Kernel, host: Host) {
    this.#kernel = kernel
    this.#host = host
  }

  /** Opens a UDP socket. Returns its id. */
  bind(port: number, groups: readonly string[] = []): number {
    return this.#open(op.bind, { address: '0.0.0.0', port, remote: null, groups })
  }

  /** Opens a TCP listener. Returns its id. */
  listen(port: number): number {
    return this.#open(op.listen, { address: '0.0.0.0', port })
  }

  #open(frameOp: Op, options: object): number {
    this.#lastId += 2
    this.#send(frameOp, this.#lastId, Buffer.from(JSON.stringify(options)), 0)
    return this.#lastId
  }

  sendDatagram(socket: number, peer: Endpoint, bytes: Uint8Array, now: number): void {
    this.#send(op.datagram, socket, encodeDatagram({ peer, to: '', bytes }), now)
  }

  /** Sends the last bytes of a connection, and its end. */
  finish(socket: number, bytes: Uint8Array, now: number): void {
    this.#send(op.data, socket, bytes, now)
    this.#send(op.end, socket, new Uint8Array(0), now)
  }

  reset(socket: number, now: number): void {
    this.#send(op.reset, socket, new Uint8Array(0), now)
  }

  /** Makes room for further bytes of a connection. */
  consume(socket: number, bytes: number, now: number): void {
    credit.writeUInt32BE(bytes)
    this.#send(op.credit, socket, credit, now)
  }

  /** Calls back at a time. */
  at(time: number, ring: (now: number) => void): void {
    this.#kernel.queue.push({ kind: 'alarm', time, link: noLink, sequence: 0, cancelled: false, ring })
  }

  #send(frameOp: Op, id: number, payload: Uint8Array, now: number): void {
    acceptFrame(this.#kernel, this.#host, { op: frameOp, node: 0, id, time: now, payload }, now)
  }
}

/** Reads the datagram of a frame; null: the frame has none. */
export function datagramOf(frameOp: Op, payload: Uint8Array) {
  return frameOp === op.datagram ? decodeDatagram(payload) : null
}
