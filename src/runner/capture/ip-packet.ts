/** IP packets as bytes: the headers of IPv4 and IPv6, fragments, and the checksum of the Internet (RFC 1071). */
import { Buffer } from 'node:buffer'
import net from 'node:net'
import { isIPv6 } from '../simulation/network/kernel/host.ts'

export const protocol = { icmp: 1, tcp: 6, udp: 17, icmp6: 58, fragment: 44 } as const

/** The header fields of a packet that differ from packet to packet. */
export interface IpHeader {
  readonly source: string
  readonly destination: string
  readonly protocol: number
  /** Time to live. */
  readonly hops: number
  /** Identifies the fragments of a packet. A packet in one piece has 0 (RFC 6864). */
  readonly id: number
}

/** Largest IP packet of a network. */
const mtu = 1500
const dontFragment = 0x4000
const moreFragments = 0x2000

/** Returns the packets that carry a payload: one, or the fragments of a large one. */
export function ipPackets(header: IpHeader, payload: Uint8Array): readonly Buffer[] {
  return isIPv6(header.source) ? ipv6Packets(header, payload) : ipv4Packets(header, payload)
}

function ipv4Packets(header: IpHeader, payload: Uint8Array): readonly Buffer[] {
  if (payload.byteLength <= mtu - 20) return [ipv4(header, dontFragment, payload)]
  return fragments(payload, mtu - 20).map(({ at, bytes, isLast }) =>
    ipv4(header, (isLast ? 0 : moreFragments) | (at / 8), bytes),
  )
}

function ipv6Packets(header: IpHeader, payload: Uint8Array): readonly Buffer[] {
  if (payload.byteLength <= mtu - 40) return [ipv6(header, payload)]
  return fragments(payload, mtu - 48).map(({ at, bytes, isLast }) => {
    const extension = Buffer.alloc(8)
    extension.writeUInt8(header.protocol, 0)
    extension.writeUInt16BE(at | (isLast ? 0 : 1), 2)
    extension.writeUInt32BE(header.id, 4)
    return ipv6({ ...header, protocol: protocol.fragment }, Buffer.concat([extension, bytes]))
  })
}

/** Splits a payload at multiples of eight bytes. */
function fragments(payload: Uint8Array, room: number) {
  const step = room - (room % 8)
  return Array.from({ length: Math.ceil(payload.byteLength / step) }, (_, index) => {
    const at = index * step
    const bytes = payload.subarray(at, at + step)
    return { at, bytes, isLast: at + step >= payload.byteLength }
  })
}

function ipv4(
  { source, destination, protocol: next, hops, id }: IpHeader,
  flags: number,
  payload: Uint8Array,
) {
  const bytes = Buffer.alloc(20 + payload.byteLength)
  bytes.writeUInt8(0x45, 0)
  bytes.writeUInt16BE(bytes.byteLength, 2)
  bytes.writeUInt16BE(flags === dontFragment ? 0 : id & 0xffff, 4)
  bytes.writeUInt16BE(flags, 6)
  bytes.writeUInt8(hops, 8)
  bytes.writeUInt8(next, 9)
  bytes.set(addressBytes(source), 12)
  bytes.set(addressBytes(destination), 16)
  bytes.writeUInt16BE(checksum(bytes.subarray(0, 20)), 10)
  bytes.set(payload, 20)
  return bytes
}

function ipv6({ source, destination, protocol: next, hops }: IpHeader, payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(40 + payload.byteLength)
  bytes.writeUInt32BE(0x60000000, 0)
  bytes.writeUInt16BE(payload.byteLength, 4)
  bytes.writeUInt8(next, 6)
  bytes.writeUInt8(hops, 7)
  bytes.set(addressBytes(source), 8)
  bytes.set(addressBytes(destination), 24)
  bytes.set(payload, 40)
  return bytes
}

/** Returns the checksum of TCP, UDP or ICMPv6: it covers a pseudo-header (RFC 9293 section 3.1, RFC 8200 section 8.1). */
export function transportChecksum(
  { source, destination, protocol: next }: Pick<IpHeader, 'source' | 'destination' | 'protocol'>,
  segment: Uint8Array,
): number {
  const pseudo = sumOf(addressBytes(source)) + sumOf(addressBytes(destination)) + next + segment.byteLength
  return folded(pseudo + sumOf(segment))
}

export function checksum(bytes: Uint8Array): number {
  return folded(sumOf(bytes))
}

function sumOf(bytes: Uint8Array): number {
  let sum = 0
  for (let at = 0; at + 1 < bytes.byteLength; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  return bytes.byteLength % 2 === 0 ? sum : sum + ((bytes.at(-1) ?? 0) << 8)
}

function folded(sum: number): number {
  let rest = sum
  while (rest > 0xffff) rest = (rest & 0xffff) + Math.floor(rest / 0x10000)
  return ~rest & 0xffff
}

const known = new Map<string, Uint8Array>()

/** Returns the 4 or 16 bytes of an address. */
export function addressBytes(address: string): Uint8Array {
  let bytes = known.get(address)
  if (bytes === undefined) {
    bytes = isIPv6(address) ? ipv6Bytes(address) : Uint8Array.from(address.split('.').map(Number))
    known.set(address, bytes)
  }
  return bytes
}

function ipv6Bytes(address: string): Uint8Array {
  if (!net.isIPv6(address)) throw new RangeError(`${address} is no IPv6 address`)
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const text =
    dotted === null ? address : `${dotted[1]}${pair(dotted[2], dotted[3])}:${pair(dotted[4], dotted[5])}`
  const [left = '', right] = text.split('::')
  const [front, back] = [groupsOf(left), groupsOf(right ?? '')]
  const groups = [...front, ...Array<number>(8 - front.length - back.length).fill(0), ...back]
  return Uint8Array.from(groups.flatMap((group) => [group >> 8, group & 0xff]))
}

function pair(high = '0', low = '0'): string {
  return (Number(high) * 256 + Number(low)).toString(16)
}

function groupsOf(text: string): readonly number[] {
  return text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16))
}
