/** The payloads of IP packets: segments of TCP, datagrams of UDP, and the ICMP error for a port that nobody has. */
import { Buffer } from 'node:buffer'
import type { Endpoint } from '../../protocol/wire.ts'
import { isIPv6 } from '../simulation/network/kernel/host.ts'
import { checksum, protocol, transportChecksum } from './ip-packet.ts'

export const tcpFlag = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16 } as const

/** Both ends of a packet, as they are in one network. */
export interface PacketEnds {
  readonly source: Endpoint
  readonly destination: Endpoint
}

export interface TcpSegment {
  /** Sequence numbers count on beyond 32 bits; the header has the lower 32. */
  readonly sequence: number
  readonly acknowledgement: number
  /** Of {@link tcpFlag}. */
  readonly flags: number
  /** Bytes that the sender would take. */
  readonly window: number
  readonly payload: Uint8Array
}

/** Largest payload of a packet of 1500 bytes. */
export function largestPayload(address: string): number {
  return isIPv6(address) ? 1440 : 1460
}

/** Windows count in units of 128 bytes (RFC 7323), except in a SYN. */
const windowShift = 7

export function tcpBytes({ source, destination }: PacketEnds, segment: TcpSegment): Buffer {
  const { sequence, acknowledgement, flags, window, payload } = segment
  const isSyn = (flags & tcpFlag.syn) !== 0
  const options = isSyn ? synOptions(source.address) : nothing
  const header = 20 + options.byteLength
  const bytes = Buffer.alloc(header + payload.byteLength)
  bytes.writeUInt16BE(source.port, 0)
  bytes.writeUInt16BE(destination.port, 2)
  bytes.writeUInt32BE(sequence % 2 ** 32, 4)
  bytes.writeUInt32BE(acknowledgement % 2 ** 32, 8)
  bytes.writeUInt8((header / 4) << 4, 12)
  bytes.writeUInt8(flags, 13)
  bytes.writeUInt16BE(Math.min(isSyn ? window : window >> windowShift, 0xffff), 14)
  bytes.set(options, 20)
  bytes.set(payload, header)
  bytes.writeUInt16BE(transportChecksum(addressesOf({ source, destination }, protocol.tcp), bytes), 16)
  return bytes
}

const nothing = new Uint8Array(0)

/** The largest segment, and the scale of windows. */
function synOptions(address: string): Uint8Array {
  const size = largestPayload(address)
  return Uint8Array.of(2, 4, size >> 8, size & 0xff, 1, 3, 3, windowShift)
}

export function udpBytes({ source, destination }: PacketEnds, payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(8 + payload.byteLength)
  bytes.writeUInt16BE(source.port, 0)
  bytes.writeUInt16BE(destination.port, 2)
  bytes.writeUInt16BE(bytes.byteLength, 4)
  bytes.set(payload, 8)
  // A checksum of 0 stands for none (RFC 768).
  const sum = transportChecksum(addressesOf({ source, destination }, protocol.udp), bytes)
  bytes.writeUInt16BE(sum === 0 ? 0xffff : sum, 6)
  return bytes
}

/** The error "port unreachable" about a packet, of which it holds the beginning (RFC 792, RFC 4443 section 3.1). */
export function portUnreachable({ source, destination }: PacketEnds, packet: Uint8Array): Buffer {
  const isSix = isIPv6(source.address)
  const excerpt = packet.subarray(0, isSix ? 1232 : 28)
  const bytes = Buffer.alloc(8 + excerpt.byteLength)
  bytes.writeUInt8(isSix ? 1 : 3, 0)
  bytes.writeUInt8(isSix ? 4 : 3, 1)
  bytes.set(excerpt, 8)
  const sum = isSix
    ? transportChecksum(addressesOf({ source, destination }, protocol.icmp6), bytes)
    : checksum(bytes)
  bytes.writeUInt16BE(sum, 2)
  return bytes
}

function addressesOf({ source, destination }: PacketEnds, next: number) {
  return { source: source.address, destination: destination.address, protocol: next }
}
