/**
 * The UDP sockets of a node, as its kernel keeps them: ports, delivery, groups. Datagrams to the node itself, and copies
 * of those to groups, stay in the process; the switch carries the others.
 *
 *     dgram.Socket -> datagrams.ts -> udp-handle.ts -> this table
 */
import { constants } from 'node:os'
import { isLoopback } from '../../../base/multiaddr-text.ts'
import {
  collide,
  decodeDatagram,
  encodeDatagram,
  isBroadcast,
  isMulticast,
  largestDatagram,
  receiversOf,
  type UdpBinding,
} from '../../../protocol/udp.ts'
import { type Endpoint, type Frame, op } from '../../../protocol/wire.ts'
import { type Addresses, isWildcard } from './addresses.ts'

export type Interface = 'lo' | 'eth0'

/** A socket, as the table needs it. */
export interface UdpEnd {
  /** Its local end; null: it is not bound. */
  readonly local: Endpoint | null
  readonly remote: Endpoint | null
  readonly ipv6Only: boolean
  readonly reuse: boolean
  readonly broadcast: boolean
  readonly isIPv6: boolean
  /** Sending to groups: the interface of choice, copies for the node itself, and the number of hops. */
  readonly multicastInterface: Interface | null
  readonly multicastLoopback: boolean
  readonly multicastHops: number
  groupsOn(name: Interface): readonly string[]
  /** Gives the program a datagram. */
  received(bytes: Uint8Array, from: Endpoint): void
  /** Gives the program a datagram of the node itself after its present work, if the buffer has room. */
  queued(bytes: Uint8Array, from: Endpoint): void
  /** Tells the program of an ICMP error. */
  failed(code: string): void
  /** Tells the program of an ICMP error of the node itself: the next send gets it, or the program after its present work. */
  failing(code: string): void
}

export interface UdpParts {
  /** Takes the frames for the switch. */
  readonly sink: { frame(op: Frame['op'], id: number, payload?: Uint8Array): void }
  readonly addresses: Addresses
  /** Calls back after the present work of the program, in the order of the calls. */
  readonly later: (call: () => void) => void
  /** The first port that the system chooses for a socket. */
  readonly firstPort: number
}

interface LocalSocket extends UdpBinding {
  readonly end: UdpEnd
}

const firstEphemeral = 32_768
const lastEphemeral = 60_999
/** The payload of a datagram over IPv6 can be longer than over IPv4 by the header of IP. */
const largestOverIPv6 = largestDatagram + 20

const encoder = new TextEncoder()
const decoder = new TextDecoder()

export class UdpSockets {
  readonly #sink: UdpParts['sink']
  readonly #addresses: Addresses
  readonly #later: (call: () => void) => void
  readonly #ends = new Map<number, UdpEnd>()
  #nextId = 1
  #nextPort: number

  constructor({ sink, addresses, later, firstPort }: UdpParts) {
    this.#sink = sink
    this.#addresses = addresses
    this.#later = later
    this.#nextPort = firstPort
  }

  /** Returns the local end for a bind to this address, or the code of the error. */
  choose(end: UdpEnd, wanted: Endpoint): Endpoint | string {
    const { address, port } = wanted
    const isGroup = isMulticast(address) || isBroadcast(address)
    if (!isGroup && !this.#addresses.bindable(address)) return 'EADDRNOTAVAIL'
    if (port !== 0) return this.#taken(end, wanted) ? 'EADDRINUSE' : wanted
    for (let tries = firstEphemeral; tries <= lastEphemeral; tries += 1) {
      const next = this.#nextPort
      this.#nextPort = next >= lastEphemeral ? firstEphemeral : next + 1
      if (!this.#taken({ ...end, reuse: false }, { address, port: next })) return { address, port: next }
    }
    return 'EADDRINUSE'
  }

  #taken({ ipv6Only, reuse }: Pick<UdpEnd, 'ipv6Only' | 'reuse'>, wanted: Endpoint): boolean {
    for (const other of this.#ends.values()) {
      if (other.local === null) continue
      const bound = { ...other.local, ipv6Only: other.ipv6Only, reuse: other.reuse }
      if (collide(bound, { ...wanted, ipv6Only, reuse })) return true
    }
    return false
  }

  /** Adds a bound socket. Returns its id. */
  add(end: UdpEnd): number {
    const id = this.#nextId++
    this.#ends.set(id, end)
    this.changed(id)
    return id
  }

  /** Tells the network of a socket that is bound, connected, or in other groups than before. */
  changed(id: number): void {
    const end = this.#ends.get(id)
    if (end === undefined || end.local === null || isLoopback(end.local.address)) return
    const { local, remote, ipv6Only } = end
    const binding: UdpBinding = { ...local, ipv6Only, remote, groups: end.groupsOn('eth0') }
    this.#sink.frame(op.bind, id, encoder.encode(JSON.stringify(binding)))
  }

  remove(id: number): void {
    const local = this.#ends.get(id)?.local
    this.#ends.delete(id)
    if (local != null && !isLoopback(local.address)) this.#sink.frame(op.unbind, id)
  }

  /** The interface with an address of the node. An empty address or a wildcard: the one of the default route. */
  interfaceOf(address: string): Interface | undefined {
    if (address === '' || isWildcard(address)) return 'eth0'
    if (isLoopback(address)) return 'lo'
    return this.#addresses.loopback(address) ? 'eth0' : undefined
  }

  /** The address from which the node sends to another one; undefined: it has none of that family. */
  sourceFor(address: string): string | undefined {
    if (isLoopback(address)) return address.includes(':') ? '::1' : '127.0.0.1'
    return this.#addresses.sourceFor(address)
  }

  /** Sends a datagram. Returns the code of the error; undefined: it is on its way, or lost. */
  send(id: number, end: UdpEnd, to: Endpoint, bytes: Uint8Array): string | undefined {
    const { local } = end
    if (local === null) return 'EBADF'
    const isIPv6 = to.address.includes(':')
    if (bytes.byteLength > (isIPv6 ? largestOverIPv6 : largestDatagram)) return 'EMSGSIZE'
    if (isBroadcast(to.address) && !end.broadcast) return 'EACCES'
    const isGroup = isMulticast(to.address) || isBroadcast(to.address)
    const bound = isWildcard(local.address) ? undefined : local.address
    if (bound !== undefined && !isMulticast(bound) && !this.#addresses.loopback(bound)) return 'EINVAL'
    const via =
      isGroup && !isLoopback(to.address)
        ? (end.multicastInterface ?? this.interfaceOf(bound ?? '') ?? 'eth0')
        : this.#addresses.loopback(to.address)
          ? 'lo'
          : 'eth0'
    const source = bound ?? (via === 'lo' && isGroup ? '127.0.0.1' : this.sourceFor(to.address))
    if (source === undefined) return 'ENETUNREACH'
    if (isLoopback(source) && via === 'eth0') return 'EINVAL'
    const from = { address: source, port: local.port }
    if (!isGroup) {
      if (via === 'lo') this.#deliver(end, to, from, bytes, via)
      else this.#sink.frame(op.datagram, id, encodeDatagram({ peer: to, to: '', bytes }))
      return undefined
    }
    if (end.multicastLoopback || via === 'lo') this.#deliver(end, to, from, bytes, via)
    if (via === 'eth0' && end.multicastHops > 0)
      this.#sink.frame(op.datagram, id, encodeDatagram({ peer: to, to: '', bytes }))
    return undefined
  }

  /** Takes a frame of the switch. */
  receive(frame: Frame): void {
    const end = this.#ends.get(frame.id)
    if (frame.op === op.unreachable) {
      end?.failed(decoder.decode(frame.payload))
      return
    }
    const datagram = decodeDatagram(frame.payload)
    if (datagram !== null) end?.received(datagram.bytes, datagram.peer)
  }

  /** Delivers a datagram inside the node. */
  #deliver(sender: UdpEnd, to: Endpoint, from: Endpoint, bytes: Uint8Array, via: Interface): void {
    const sockets = [...this.#ends.values()].flatMap((end): LocalSocket[] =>
      end.local === null
        ? []
        : [{ ...end.local, ipv6Only: end.ipv6Only, remote: end.remote, groups: end.groupsOn(via), end }],
    )
    const receivers = receiversOf(sockets, to, from)
    const copy = Buffer.from(bytes)
    for (const { end } of receivers) end.queued(copy, from)
    if (receivers.length === 0 && !isMulticast(to.address) && sender.remote !== null)
      sender.failing('ECONNREFUSED')
  }

  /** Calls back when the present work of the program is done, as the network does. */
  later(call: () => void): void {
    this.#later(call)
  }
}

/** The negative error number of a code, as libuv returns it. */
export function errnoOf(code: string): number {
  const numbers: Readonly<Record<string, number>> = constants.errno
  return -(numbers[code] ?? numbers['EINVAL'] ?? 0)
}
