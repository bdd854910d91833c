/**
 * Sequence and acknowledgement numbers for the sockets of the switch, which have none: there, a segment has its place in
 * the order of a connection, and nothing is acknowledged by itself.
 */
import { createRandom, type Random } from '../../base/random.ts'
import { receiveWindow } from '../../protocol/wire.ts'
import type { Segment } from '../simulation/network/kernel/segment.ts'
import type { Socket } from '../simulation/network/kernel/state.ts'
import { type TcpSegment, tcpFlag } from './transport.ts'

/** One end of a connection. Numbers count on beyond 32 bits. */
interface TcpEnd {
  readonly initial: number
  /** The number of the next byte to send. */
  next: number
  /** The number of the byte that it expects, from a time on. The node may still send for the times before the last. */
  expects: { readonly time: number; readonly next: number }[]
  /** The highest acknowledgement that it has sent. */
  acknowledged: number
}

/** The window of a SYN, which has no scale: Linux's usual one. */
const firstWindow = 64_240
const nothing = new Uint8Array(0)

export class TcpFlows {
  readonly #random: Random
  readonly #flows = new WeakMap<Socket, TcpEnd>()
  readonly #sequences = new WeakMap<Segment, number>()

  constructor(seed: number) {
    this.#random = createRandom(seed, 'pcap')
  }

  /** Returns the header fields of a segment that leaves its machine, for the first time or again. */
  departing(socket: Socket, segment: Segment, now: number): TcpSegment {
    const flow = this.#flow(socket)
    const acknowledgement = this.#acknowledge(flow, now)
    const window = windowOf(socket)
    const fields = { acknowledgement, window, payload: nothing }
    switch (segment.kind) {
      case 'syn':
        return {
          ...fields,
          sequence: flow.initial,
          flags: tcpFlag.syn,
          acknowledgement: 0,
          window: firstWindow,
        }
      case 'synack':
        return { ...fields, sequence: flow.initial, flags: tcpFlag.syn | tcpFlag.ack, window: firstWindow }
      case 'data': {
        const { payload } = segment
        const sequence = this.#sequence(flow, segment, payload.byteLength)
        return { ...fields, sequence, flags: tcpFlag.psh | tcpFlag.ack, payload }
      }
      case 'fin':
        return { ...fields, sequence: this.#sequence(flow, segment, 1), flags: tcpFlag.fin | tcpFlag.ack }
      case 'rst':
        return this.reset(socket, now)
      case 'ack':
        return { ...fields, sequence: flow.next, flags: tcpFlag.ack }
      case 'credit':
        // The socket still counts the bytes for which it gives credit now.
        return { ...fields, sequence: flow.next, flags: tcpFlag.ack, window: window + segment.bytes }
      default:
        return segment satisfies never
    }
  }

  /** Returns a reset of a socket by its owner. */
  reset(socket: Socket, now: number): TcpSegment {
    const flow = this.#flow(socket)
    const acknowledgement = this.#acknowledge(flow, now)
    return {
      sequence: flow.next,
      acknowledgement,
      flags: tcpFlag.rst | tcpFlag.ack,
      window: 0,
      payload: nothing,
    }
  }

  /** Returns a reset that a cut sends to a socket, in the name of its other end. */
  severing(socket: Socket, now: number): TcpSegment {
    const sequence = expectedAt(this.#flow(socket), now)
    return { sequence, acknowledgement: 0, flags: tcpFlag.rst, window: 0, payload: nothing }
  }

  /** Takes a segment that has come to its socket. Returns the acknowledgement number that it earns; null: none. */
  arrived(socket: Socket, segment: TcpSegment, time: number): number | null {
    const end = endOf(segment)
    if (end === segment.sequence) return null
    const { expects } = this.#flow(socket)
    const latest = expects.at(-1)?.next ?? 0
    if (end > latest) expects.push({ time, next: end })
    return (segment.flags & tcpFlag.syn) === 0 ? Math.max(end, latest) : null
  }

  /** Returns a packet that only acknowledges; null: another packet has done so already. */
  acknowledging(socket: Socket, earned: number, now: number): TcpSegment | null {
    const flow = this.#flow(socket)
    if (flow.acknowledged >= earned) return null
    this.#acknowledge(flow, now)
    return this.#bare(socket, flow)
  }

  /** Returns a repeated acknowledgement. */
  acknowledgingAgain(socket: Socket): TcpSegment {
    return this.#bare(socket, this.#flow(socket))
  }

  /** Forgets what was expected before a time at which nothing can be sent any more. */
  settle(socket: Socket, time: number): void {
    const { expects } = this.#flow(socket)
    while ((expects[1]?.time ?? Number.POSITIVE_INFINITY) < time) expects.shift()
  }

  #bare(socket: Socket, { next, acknowledged }: TcpEnd): TcpSegment {
    return {
      sequence: next,
      acknowledgement: acknowledged,
      flags: tcpFlag.ack,
      window: windowOf(socket),
      payload: nothing,
    }
  }

  #flow(socket: Socket): TcpEnd {
    let flow = this.#flows.get(socket)
    if (flow === undefined) {
      const initial = Math.floor(this.#random() * 2 ** 32)
      const peer = socket.peer === null ? undefined : this.#flows.get(socket.peer)
      const expects = peer === undefined ? [] : [{ time: 0, next: peer.initial + 1 }]
      flow = { initial, next: initial + 1, expects, acknowledged: 0 }
      this.#flows.set(socket, flow)
    }
    return flow
  }

  #sequence(flow: TcpEnd, segment: Segment, length: number): number {
    let sequence = this.#sequences.get(segment)
    if (sequence === undefined) {
      sequence = flow.next
      flow.next += length
      this.#sequences.set(segment, sequence)
    }
    return sequence
  }

  #acknowledge(flow: TcpEnd, now: number): number {
    flow.acknowledged = Math.max(flow.acknowledged, expectedAt(flow, now))
    return flow.acknowledged
  }
}

/** The sequence number after a segment. */
function endOf({ sequence, flags, payload }: TcpSegment): number {
  const extra = (flags & tcpFlag.syn) === 0 && (flags & tcpFlag.fin) === 0 ? 0 : 1
  return sequence + payload.byteLength + extra
}

/** Returns the reset that answers a segment to a socket that does not exist (RFC 9293 section 3.10.7.1). */
export function resetFor(segment: TcpSegment): TcpSegment {
  const base = { window: 0, payload: nothing }
  return (segment.flags & tcpFlag.ack) === 0
    ? { ...base, sequence: 0, acknowledgement: endOf(segment), flags: tcpFlag.rst | tcpFlag.ack }
    : { ...base, sequence: segment.acknowledgement, acknowledgement: 0, flags: tcpFlag.rst }
}

function expectedAt({ expects }: TcpEnd, time: number): number {
  return expects.findLast((one) => one.time <= time)?.next ?? 0
}

/** Never less than the bytes that the sender may have under way: it counts all that have no credit yet. */
function windowOf({ unread, consumed }: Socket): number {
  return Math.max(0, receiveWindow - unread - consumed)
}
