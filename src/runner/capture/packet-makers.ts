/** The packets of a segment or a datagram: on each network that it crosses it has other addresses. */
import type { Buffer } from 'node:buffer'
import type { Endpoint } from '../../protocol/wire.ts'
import { isIPv6 } from '../simulation/network/kernel/host.ts'
import type { Hop, Trail } from '../simulation/network/kernel/trail.ts'
import { ipPackets, protocol } from './ip-packet.ts'
import { largestPayload, portUnreachable, type TcpSegment, tcpBytes, tcpFlag, udpBytes } from './transport.ts'

/** Makes the packets of a hop. */
export type Make = (hop: Hop, hopsLeft: number) => readonly Buffer[]

export function tcp(segment: TcpSegment): Make {
  return (hop, hopsLeft) => {
    const header = headerOf(hop, protocol.tcp, hopsLeft, 0)
    return pieces(segment, largestPayload(hop.source.address)).flatMap((piece) =>
      ipPackets(header, tcpBytes(hop, piece)),
    )
  }
}

/** Splits a write into packets. */
function pieces(segment: TcpSegment, room: number): readonly TcpSegment[] {
  const { payload, sequence, flags } = segment
  if (payload.byteLength <= room) return [segment]
  return Array.from({ length: Math.ceil(payload.byteLength / room) }, (_, index) => {
    const at = index * room
    const isLast = at + room >= payload.byteLength
    return {
      ...segment,
      sequence: sequence + at,
      flags: isLast ? flags : flags & ~tcpFlag.psh,
      payload: payload.subarray(at, at + room),
    }
  })
}

export function udp(payload: Uint8Array, id: number): Make {
  return (hop, hopsLeft) => ipPackets(headerOf(hop, protocol.udp, hopsLeft, id), udpBytes(hop, payload))
}

function headerOf({ source, destination }: Hop, next: number, hops: number, id: number) {
  return { source: source.address, destination: destination.address, protocol: next, hops, id }
}

/** The ICMP error about a datagram. */
export function icmpError({ departing, arriving }: Trail, payload: Uint8Array, id: number): Make {
  const hopsOut = [...departing, ...arriving]
  return (hop, hopsLeft) => {
    const at = hopsOut.find(
      ({ network, source }) => network === hop.network && isSame(source, hop.destination),
    )
    const original = at === undefined ? undefined : udp(payload, id)(at, hopsLeft)[0]
    if (original === undefined) return []
    const next = isIPv6(hop.source.address) ? protocol.icmp6 : protocol.icmp
    return ipPackets(headerOf(hop, next, hopsLeft, 0), portUnreachable(hop, original))
  }
}

function isSame(one: Endpoint, other: Endpoint): boolean {
  return one.address === other.address && one.port === other.port
}
