/**
 * UDP: datagrams go through the same NATs, links and cuts as segments of TCP, one by one. Nothing sends a lost one again,
 * and jitter can change their order. An ICMP error reaches connected sockets only, as on Linux.
 */

import { Buffer } from 'node:buffer'
import {
  type Datagram,
  decodeDatagram,
  encodeDatagram,
  isUnicast,
  largestDatagram,
  receiversOf,
  type UdpBinding,
} from '../../../../protocol/udp.ts'
import { type Endpoint, type Frame, op } from '../../../../protocol/wire.ts'
import { owns, sourceAddress } from './host.ts'
import { type Kernel, notify } from './kernel.ts'
import type { DatagramPacket } from './pending.ts'
import type { Route } from './routing.ts'
import type { Host, UdpSocket } from './state.ts'
import type { DepartureFate } from './tap.ts'

/** Payload of an Ethernet packet: a longer datagram travels in fragments, and is lost with any of them. */
const bytesPerFragment = 1472
/** Longest time in the queue before a narrow link, in milliseconds: then the queue is full. */
const longestQueue = 1000
/** Linux gives an address on its own network three seconds to answer ARP. */
const neighbourTimeout = 3000

/** Binds a socket, or changes its other end or its groups. Returns false for a payload that is no binding. */
export function bindSocket(host: Host, { id, payload }: Frame): boolean {
  const binding = bindingOf(payload)
  if (binding !== null) host.udp.set(id, { ...binding, id })
  return binding !== null
}

/** Sends a datagram of a socket. Returns false for a frame that makes no sense. */
export function sendDatagram(kernel: Kernel, host: Host, { id, payload }: Frame, now: number): boolean {
  const socket = host.udp.get(id)
  const datagram = decodeDatagram(payload)
  if (socket === undefined || datagram === null || datagram.bytes.byteLength > largestDatagram) return false
  const { peer, bytes } = datagram
  const source = sourceOf(host, socket, peer)
  if (source === null) return true
  const destinations = isUnicast(peer.address)
    ? [peer]
    : kernel.routing.neighbours(host, source.address).map((address) => ({ address, port: peer.port }))
  if (kernel.tap !== null && !isUnicast(peer.address)) {
    const network = kernel.routing.networkOf(host)
    kernel.tap.multicast({ network, source, destination: peer }, bytes, now)
  }
  for (const to of destinations) {
    const route = kernel.routing.find(host, source, to, 'datagram', now)
    launch(kernel, { host, socket, to: isUnicast(peer.address) ? null : peer.address, bytes, route }, now)
  }
  return true
}

interface Outgoing {
  readonly host: Host
  readonly socket: UdpSocket
  /** The group or broadcast address to which it was sent; null: to one host. */
  readonly to: string | null
  readonly bytes: Uint8Array
  readonly route: Route
}

function launch(kernel: Kernel, { host, socket, to, bytes, route }: Outgoing, now: number): void {
  const { tap } = kernel
  const sender = { host, socket, generation: host.generation }
  const tell = (fate: DepartureFate, packet: DatagramPacket | null = null) => {
    // The tap has seen a datagram to several machines already.
    if (tap === null || to !== null || route.kind === 'unreachable') return
    const latency = route.kind === 'lost' || route.kind === 'full' ? 0 : route.link.latency
    tap.datagram(packet?.bytes ?? bytes, { trail: route.trail(), fate, latency, now }, packet)
  }
  switch (route.kind) {
    case 'lost':
      tell('dropped')
      return
    case 'full':
      tell('dropped')
      report(kernel, sender, 'EHOSTUNREACH', now)
      return
    case 'unreachable':
      report(kernel, sender, 'EHOSTUNREACH', now + neighbourTimeout)
      return
    case 'rejected':
    case 'found': {
      const { link } = route
      const fate = link.depart('datagram', Math.ceil(bytes.byteLength / bytesPerFragment))
      if (fate === 'lost') {
        tell(link.isSilent ? 'cut' : 'lost')
        return
      }
      if (fate === 'refused' || route.kind === 'rejected') {
        tell(fate === 'refused' ? 'refused' : 'rejected')
        report(kernel, sender, 'ECONNREFUSED', now + 2 * link.latency)
        return
      }
      if (link.queued(now) > longestQueue) {
        tell('lost')
        return
      }
      const packet: DatagramPacket = {
        kind: 'datagram',
        time: link.arrivalTime(bytes.byteLength, now),
        link: link.id,
        sequence: 0,
        cancelled: false,
        route,
        sender,
        to: to === null ? route.destination : { ...route.destination, address: to },
        // The frame's bytes live only as long as its batch.
        bytes: Buffer.from(bytes),
      }
      kernel.queue.push(packet)
      tell('passes', packet)
      return
    }
    default:
      route satisfies never
  }
}

/** Handles a datagram that comes to a host. A port that no socket has answers with ICMP. */
export function arriveDatagram(kernel: Kernel, packet: DatagramPacket): void {
  const { route, sender, to, bytes, time: now } = packet
  const fate = route.link.arrive()
  const back = now + route.link.latency
  if (fate === 'refused') {
    kernel.tap?.stopped(packet)
    report(kernel, sender, 'ECONNREFUSED', back)
  }
  const { target, source } = route
  if (fate !== 'passes' || !target.up || !owns(target, route.destination.address)) return
  route.enter('datagram', now)
  const sockets = receiversOf(target.udp.values(), to, source)
  for (const { id } of sockets) {
    const payload = encodeDatagram({ peer: source, to: to.address, bytes } satisfies Datagram)
    kernel.outbox.push(target, op.datagram, id, now, payload)
  }
  const isOneHost = to === route.destination
  const isRefused = sockets.length === 0 && isOneHost && !kernel.routing.isSilent(target, sender.host)
  if (isOneHost) kernel.tap?.datagramArrived(packet, isRefused ? route.link.latency : null)
  if (isRefused) report(kernel, sender, 'ECONNREFUSED', back)
}

/** Tells a connected socket of an ICMP error. */
function report(
  kernel: Kernel,
  { host, socket, generation }: DatagramPacket['sender'],
  code: string,
  at: number,
): void {
  if (socket.remote !== null && host.generation === generation)
    notify(kernel, host, op.unreachable, socket.id, code, at)
}

/** The source of a datagram: the socket's own address, or that of the host. Null: the host has none of that family. */
function sourceOf(host: Host, { address, port }: UdpSocket, to: Endpoint): Endpoint | null {
  if (address !== '0.0.0.0' && address !== '::') return { address, port }
  const own = sourceAddress(host, to.address)
  return own === undefined ? null : { address: own, port }
}

function bindingOf(payload: Uint8Array): UdpBinding | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload).toString())
    return isBinding(value) ? value : null
  } catch {
    return null
  }
}

function isBinding(value: unknown): value is UdpBinding {
  if (typeof value !== 'object' || value === null) return false
  const { address, port, remote, groups }: { [key in keyof UdpBinding]?: unknown } = value
  const isEnd = (end: unknown) =>
    typeof end === 'object' &&
    end !== null &&
    'address' in end &&
    typeof end.address === 'string' &&
    'port' in end &&
    typeof end.port === 'number'
  const isPort = typeof port === 'number' && Number.isInteger(port) && port >= 0 && port <= 65_535
  return typeof address === 'string' && isPort && (remote === null || isEnd(remote)) && Array.isArray(groups)
}
