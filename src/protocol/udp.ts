/** Linux's rules for UDP sockets: one copy for the sandbox in the node and for the switch. */
import { Buffer } from 'node:buffer'
import { accepts, type Listening, overlap } from './listening.ts'
import type { Endpoint } from './wire.ts'

/** Largest payload of a datagram over IPv4: 65,535 bytes less the headers of IP and UDP. */
export const largestDatagram = 65_507

/** Bytes that wait in the kernel for a process that does not read (Linux: net.core.rmem_default). */
export const receiveBuffer = 212_992

/** Memory of the kernel for a datagram, besides its bytes. */
export const datagramOverhead = 768

/** The groups that a socket of the network has joined, and its other end if it is connected: the payload of `bind`. */
export interface UdpBinding extends Listening {
  readonly remote: Endpoint | null
  readonly groups: readonly string[]
}

/** The end of a datagram that its payload does not tell: the destination on its way out, the source on its way in. */
export interface Datagram {
  readonly peer: Endpoint
  /** On its way in: the address to which it was sent. */
  readonly to: string
  readonly bytes: Uint8Array
}

/** True for the addresses of multicast groups: 224.0.0.0/4 and ff00::/8. */
export function isMulticast(address: string): boolean {
  if (address.includes(':')) return /^ff/i.test(address)
  const first = Number.parseInt(address, 10)
  return first >= 224 && first < 240
}

/** True for the broadcast addresses of a network of 256 addresses and of 127.0.0.0/8. */
export function isBroadcast(address: string): boolean {
  return address === '255.255.255.255' || (!address.includes(':') && address.endsWith('.255'))
}

/** True for a datagram to one host. */
export function isUnicast(address: string): boolean {
  return !isMulticast(address) && !isBroadcast(address)
}

/** True where the second socket cannot be bound beside the first. `SO_REUSEADDR` of both permits it. */
export function collide(
  a: Listening & { readonly reuse: boolean },
  b: Listening & { readonly reuse: boolean },
): boolean {
  return overlap(a, b) && !(a.reuse && b.reuse)
}

/**
 * Returns the sockets that get a datagram, of those in the order in which they were bound. A group and a broadcast
 * address lead to all sockets of the port, any other address to the one that fits best: the exact address before a
 * wildcard, a connected socket before another one, IPv4 before IPv6, the newest of equals (__udp4_lib_lookup).
 */
export function receiversOf<T extends UdpBinding>(
  sockets: Iterable<T>,
  to: Endpoint,
  from: Endpoint,
): readonly T[] {
  const all = [...sockets]
  const fitting = all.filter(
    (socket) => accepts(socket, to) && (socket.remote === null || isSame(socket.remote, from)),
  )
  if (!isUnicast(to.address)) {
    const isGroup = isMulticast(to.address)
    const joined = all.some(({ groups }) => groups.includes(to.address))
    // Linux gives a group that any socket of the host has joined to all of them (IP_MULTICAST_ALL).
    return isGroup && !joined ? [] : fitting
  }
  let best: { readonly socket: T; readonly rank: number } | undefined
  for (const socket of fitting) {
    const rank =
      (socket.address === to.address ? 4 : 0) +
      (socket.remote === null ? 0 : 2) +
      (socket.address.includes(':') === to.address.includes(':') ? 1 : 0)
    if (best === undefined || rank >= best.rank) best = { socket, rank }
  }
  return best === undefined ? [] : [best.socket]
}

function isSame(a: Endpoint, b: Endpoint): boolean {
  return a.address === b.address && a.port === b.port
}

/**
 * Encodes a datagram as the payload of a frame:
 *
 *     u16 port | u8 length | address of the peer | u8 length | address to which it was sent | bytes
 */
export function encodeDatagram({ peer, to, bytes }: Datagram): Uint8Array {
  const [address, sentTo] = [Buffer.from(peer.address), Buffer.from(to)]
  const head = Buffer.from([peer.port >> 8, peer.port & 255, address.length])
  return Buffer.concat([head, address, Buffer.from([sentTo.length]), sentTo, bytes])
}

/** Decodes the payload of a frame; null: it is none. */
export function decodeDatagram(payload: Uint8Array): Datagram | null {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  if (bytes.length < 4) return null
  const middle = 3 + bytes.readUInt8(2)
  if (bytes.length <= middle) return null
  const end = middle + 1 + bytes.readUInt8(middle)
  if (bytes.length < end) return null
  return {
    peer: { port: bytes.readUInt16BE(0), address: bytes.toString('latin1', 3, middle) },
    to: bytes.toString('latin1', middle + 1, end),
    bytes: bytes.subarray(end),
  }
}
