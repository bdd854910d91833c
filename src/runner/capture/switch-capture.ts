/**
 * The packets of the virtual network as they would be on its wires. The switch moves whole writes, without numbers,
 * acknowledgements or headers; this makes them up, so that the result is what a capture of a real network shows.
 *
 *     switch-capture.ts   which packet is where, and when (here)
 *     tcp-flows.ts        sequence and acknowledgement numbers
 *     dns-payload.ts      questions to the name server
 *     reversed.ts         the way of an answer
 *     packet-makers.ts    the packets of each network
 *     transport.ts        segments, datagrams, ICMP errors
 *     ip-packet.ts        IP headers and fragments
 *     schedule.ts         packets in the order of time
 *     safe-tap.ts         an error of these ends the capture, not the run
 */
import type { Buffer } from 'node:buffer'
import type { Endpoint } from '../../protocol/wire.ts'
import type { DatagramPacket, Packet } from '../simulation/network/kernel/pending.ts'
import type { Segment } from '../simulation/network/kernel/segment.ts'
import type { Host, Socket } from '../simulation/network/kernel/state.ts'
import type { Departure, ResetCause, Tap } from '../simulation/network/kernel/tap.ts'
import type { Hop, Trail } from '../simulation/network/kernel/trail.ts'
import { DnsPayloads } from './dns-payload.ts'
import { icmpError, type Make, tcp, udp } from './packet-makers.ts'
import { answerTo, reversed } from './reversed.ts'
import { Schedule } from './schedule.ts'
import { resetFor, TcpFlows } from './tcp-flows.ts'
import type { TcpSegment } from './transport.ts'

/** The files of a capture, one for each network; null: the internet. Times are milliseconds of the run's clock. */
export interface PacketSink {
  /** False: the network's file takes no more packets. */
  takes(network: string | null): boolean
  /** `comment`: about this packet. */
  packet(network: string | null, time: number, bytes: Uint8Array, comment: string | null): void
  comment(text: string): void
  names(of: { readonly name: string; readonly addresses: readonly string[] }): void
  flush(): void
}

const byCut = 'topo: a cut sends this'
const hopsAtStart = 64

export class SwitchCapture implements Tap {
  readonly #sink: PacketSink
  readonly #schedule = new Schedule()
  readonly #flows: TcpFlows
  readonly #dns = new DnsPayloads()
  readonly #segments = new WeakMap<Packet, TcpSegment>()
  readonly #ids = new WeakMap<DatagramPacket, number>()
  /** Sender -> its oldest segment whose acknowledgement was lost, and the socket that has it. */
  readonly #unanswered = new WeakMap<Socket, { readonly packet: Packet; readonly receiver: Socket }>()
  #datagrams = 0
  #settled = Number.NEGATIVE_INFINITY

  constructor(seed: number, sink: PacketSink) {
    this.#flows = new TcpFlows(seed)
    this.#sink = sink
  }

  /** Adds a comment to the next packet of each network. */
  note(text: string, now: number): void {
    this.#schedule.add(now, 'comment', () => this.#sink.comment(text))
  }

  segment(socket: Socket, segment: Segment, departure: Departure, packet: Packet | null): void {
    const header = this.#flows.departing(socket, segment, departure.now)
    if (packet !== null) this.#segments.set(packet, header)
    this.#depart(departure.trail, departure.now, tcp(header), fateOf(departure))
    this.#refuse(departure, tcp(resetFor(header)))
  }

  reset(cause: ResetCause, departure: Departure, packet: Packet | null): void {
    const { trail, now } = departure
    const header = 'host' in cause ? this.#flows.reset(cause, now) : resetFor(this.#segmentOf(cause))
    if (packet !== null) this.#segments.set(packet, header)
    this.#depart(trail, now, tcp(header), fateOf(departure))
  }

  arrived(packet: Packet, socket: Socket | undefined, back: number | null): void {
    const { segment, sender, route, time } = packet
    const header = this.#segmentOf(packet)
    const trail = route.trail()
    this.#arrive(trail, time, tcp(header))
    if (socket === undefined || segment.kind === 'rst') return
    if (segment.kind === 'syn' && socket.phase === 'open') {
      this.#challenge(socket, trail, back, time)
      return
    }
    const earned = this.#flows.arrived(socket, header, time)
    this.#flows.settle(socket, this.#settled)
    if (earned === null) return
    if (sender !== null && back === null && !this.#unanswered.has(sender))
      this.#unanswered.set(sender, { packet, receiver: socket })
    this.#schedule.add(time, 'acknowledgement', () => {
      const answer = this.#flows.acknowledging(socket, earned, time)
      if (answer !== null) this.#send(reversed(trail), { at: time, latency: back }, tcp(answer))
    })
  }

  stopped(packet: Packet | DatagramPacket): void {
    const trail = packet.route.trail()
    const make =
      packet.kind === 'packet'
        ? tcp(resetFor(this.#segmentOf(packet)))
        : icmpError(trail, this.#dns.of(endsOf(trail), packet.bytes), this.#idOf(packet))
    // The packet is at the cut already, and a link's latency from its sender.
    this.#send(answerTo(trail), { at: packet.time, latency: packet.route.link.latency }, make, byCut)
  }

  repeated(socket: Socket, back: number | null, now: number): void {
    const known = this.#unanswered.get(socket)
    if (known === undefined) return
    const { packet, receiver } = known
    const header = this.#flows.departing(socket, packet.segment, now)
    const trail = packet.route.trail()
    const { latency } = packet.route.link
    this.#send(trail, { at: now, latency }, tcp(header))
    this.#schedule.add(now + latency, 'acknowledgement', () => {
      const answer = tcp(this.#flows.acknowledgingAgain(receiver))
      this.#send(reversed(trail), { at: now + latency, latency: back }, answer)
    })
    if (back !== null) this.#unanswered.delete(socket)
  }

  severed(socket: Socket, now: number): void {
    const trail = socket.route?.trail()
    if (trail === undefined) return
    this.#send(answerTo(trail), { at: now, latency: 0 }, tcp(this.#flows.severing(socket, now)), byCut)
  }

  datagram(bytes: Uint8Array, departure: Departure, packet: DatagramPacket | null): void {
    const { trail, now } = departure
    const id = ++this.#datagrams
    if (packet !== null) this.#ids.set(packet, id)
    const payload = this.#dns.of(endsOf(trail), bytes)
    this.#depart(trail, now, udp(payload, id), fateOf(departure))
    this.#refuse(departure, icmpError(trail, payload, id))
  }

  multicast(hop: Hop, bytes: Uint8Array, now: number): void {
    const makeAll = udp(Uint8Array.from(bytes), ++this.#datagrams)
    // Multicast stays in its network (RFC 1112); mDNS sends 255 all the same (RFC 6762 section 11).
    const hops = hop.destination.port === 5353 ? 255 : 1
    this.#put(hop, now, () => makeAll(hop, hops), null)
  }

  datagramArrived(packet: DatagramPacket, back: number | null): void {
    const { route, bytes, time } = packet
    const trail = route.trail()
    const payload = this.#dns.of(endsOf(trail), bytes)
    const id = this.#idOf(packet)
    this.#arrive(trail, time, udp(payload, id))
    if (back !== null) this.#send(reversed(trail), { at: time, latency: back }, icmpError(trail, payload, id))
  }

  moved({ name, addresses }: Host, now: number): void {
    this.#schedule.add(now, 'comment', () => this.#sink.names({ name, addresses }))
  }

  settled(time: number): void {
    this.#settled = time
    if (this.#schedule.performBefore(time)) this.#sink.flush()
  }

  /** Hands over the packets up to the end of the run. */
  finish(now: number): void {
    this.settled(now + 0.001)
  }

  /** A socket gets a SYN for a connection that it has: its answer makes the dialler reset it (RFC 9293 section 3.10.7.4). */
  #challenge(socket: Socket, trail: Trail, back: number | null, now: number): void {
    const answer = this.#flows.acknowledgingAgain(socket)
    this.#send(reversed(trail), { at: now, latency: back }, tcp(answer))
    if (back !== null) this.#send(trail, { at: now + back, latency: back }, tcp(resetFor(answer)))
  }

  /** Sends the answer of a cut or of a router to a packet that it stopped. */
  #refuse({ trail, fate, latency, now }: Departure, make: Make): void {
    if (fate !== 'refused' && fate !== 'rejected') return
    const comment = fate === 'refused' ? byCut : `topo: ${trail.target ?? 'a router'} refuses`
    this.#send(answerTo(trail), { at: now + latency, latency }, make, comment)
  }

  /** Sends a packet all the way. `latency`: null: a cut stops it on the link. */
  #send(
    trail: Trail,
    { at, latency }: { readonly at: number; readonly latency: number | null },
    make: Make,
    comment: string | null = null,
  ): void {
    this.#depart(trail, at, make, comment ?? (latency === null ? stopped : null))
    if (latency !== null) this.#arrive(trail, at + latency, make)
  }

  /** `comment`: on the network between the two machines. */
  #depart({ departing }: Trail, time: number, make: Make, comment: string | null): void {
    for (const [index, hop] of departing.entries()) {
      const isShared = index === departing.length - 1
      this.#put(hop, time, () => make(hop, hopsAtStart - index), isShared ? comment : null)
    }
  }

  #arrive({ departing, arriving }: Trail, time: number, make: Make): void {
    const passed = hopsAtStart - departing.length
    for (const [index, hop] of arriving.entries()) this.#put(hop, time, () => make(hop, passed - index), null)
  }

  #put({ network }: Hop, time: number, make: () => readonly Buffer[], comment: string | null): void {
    if (!this.#sink.takes(network)) return
    const packets = make()
    this.#schedule.add(time, 'packet', () => {
      for (const bytes of packets) this.#sink.packet(network, time, bytes, comment)
    })
  }

  #segmentOf(packet: Packet): TcpSegment {
    const known = this.#segments.get(packet)
    if (known !== undefined) return known
    throw new Error('a segment arrived that never left')
  }

  #idOf(packet: DatagramPacket): number {
    return this.#ids.get(packet) ?? 0
  }
}

const stopped = 'topo: stopped by a cut'

/** The comment on a packet that does not arrive; null: it does, or an answer tells. */
function fateOf({ fate, trail }: Departure): string | null {
  switch (fate) {
    case 'passes':
    case 'refused':
    case 'rejected':
      return null
    case 'lost':
      return 'topo: lost on the way'
    case 'cut':
      return stopped
    case 'dropped':
      return trail.target === null ? 'topo: nobody has this address' : `topo: dropped by ${trail.target}`
    default:
      return fate satisfies never
  }
}

/** The ends of a packet as their machines know themselves. */
function endsOf({ departing, arriving }: Trail): {
  readonly source: Endpoint
  readonly destination: Endpoint
} {
  const [first] = departing
  const last = arriving.at(-1) ?? departing.at(-1)
  const none = { address: '', port: 0 }
  return { source: first?.source ?? none, destination: last?.destination ?? none }
}
