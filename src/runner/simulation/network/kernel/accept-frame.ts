/** Handling of the frames that a process sends to its kernel. No frame can harm the switch. */

import { Buffer } from 'node:buffer'
import { type Listening, overlap } from '../../../../protocol/listening.ts'
import { type Dial, type Endpoint, type Frame, op } from '../../../../protocol/wire.ts'
import { bindSocket, sendDatagram } from './datagrams.ts'
import { ephemeralPort, isIPv6, owns, portTo, sourceAddress, wasClosed } from './host.ts'
import { type Kernel, notify } from './kernel.ts'
import { flowKey } from './segment.ts'
import { openSocket } from './socket.ts'
import type { Host, Socket } from './state.ts'
import { resetSocket, startHandshake } from './transmit.ts'
import { consume, pump } from './window.ts'

export function acceptFrame(kernel: Kernel, host: Host, frame: Frame, now: number): void {
  host.up = true
  switch (frame.op) {
    case op.listen:
      listen(kernel, host, frame, now)
      return
    case op.unlisten:
      unlisten(kernel, host, frame.id, now)
      return
    case op.connect:
      connect(kernel, host, frame, now)
      return
    case op.data:
    case op.end:
    case op.reset:
    case op.credit: {
      const socket = host.socketsById.get(frame.id)
      if (socket !== undefined && socket.phase !== 'syn-received') {
        use(kernel, socket, frame, now)
        return
      }
      if (wasClosed(host, frame.id)) return // The process had not heard of the close yet.
      stray(kernel, host, frame, now, 'no such socket')
      return
    }
    case op.bind:
      if (!bindSocket(host, frame)) record(kernel, host, frame, now, 'not a binding')
      return
    case op.unbind:
      host.udp.delete(frame.id)
      return
    case op.datagram:
      if (!sendDatagram(kernel, host, frame, now)) record(kernel, host, frame, now, 'not a datagram')
      return
    case op.control:
    case op.connected:
    case op.incoming:
    case op.refused:
    case op.unreachable:
    case op.of:
      stray(kernel, host, frame, now, 'not for the switch')
      return
    default:
      frame.op satisfies never
  }
}

function use(kernel: Kernel, socket: Socket, frame: Frame, now: number): void {
  const { payload } = frame
  if (frame.op === op.reset) {
    resetSocket(kernel, socket, now)
    return
  }
  if (frame.op === op.credit) {
    if (payload.byteLength !== 4) {
      stray(kernel, socket.host, frame, now, 'a credit is four bytes')
      return
    }
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, 4).readUInt32BE()
    socket.holdsUnread = bytes === 0
    if (socket.phase === 'open') consume(kernel, socket, bytes, now)
    return
  }
  if (socket.ended) {
    record(kernel, socket.host, frame, now, 'sent after its end')
    return
  }
  if (frame.op === op.end) {
    socket.ended = true
    socket.waiting.push({ kind: 'fin' })
  } else if (payload.byteLength > 0) {
    kernel.traffic.bytes += payload.byteLength
    socket.waiting.push({ kind: 'data', payload })
  }
  if (socket.phase === 'open') pump(kernel, socket, now)
}

function listen(kernel: Kernel, host: Host, frame: Frame, now: number): void {
  const asked = parse(frame.payload)
  const endpoint = endpointOf(asked)
  if (endpoint === null || host.listeners.has(frame.id)) {
    stray(kernel, host, frame, now, 'not a listener')
    return
  }
  const { address, port } = endpoint
  const wanted: Listening = { ...endpoint, ...(asked?.ipv6Only === true && { ipv6Only: true }) }
  if (!isWildcard(address) && !owns(host, address)) {
    notify(kernel, host, op.refused, frame.id, 'EADDRNOTAVAIL', now)
    return
  }
  for (const other of host.listeners.values()) {
    if (port !== 0 && overlap(other, wanted)) {
      notify(kernel, host, op.refused, frame.id, 'EADDRINUSE', now)
      return
    }
  }
  const free = port === 0 ? ephemeralPort(host) : port
  if (free === null) {
    notify(kernel, host, op.refused, frame.id, 'EADDRINUSE', now)
    return
  }
  const local = { address, port: free }
  host.listeners.set(frame.id, { ...wanted, ...local })
  if (port !== 0) return
  const flow = JSON.stringify({ local, remote: { address: '', port: 0 }, listener: frame.id })
  notify(kernel, host, op.connected, frame.id, flow, now)
}

/** Closes a listener. Resets its connections that are not open yet, as Linux does. */
function unlisten(kernel: Kernel, host: Host, id: number, now: number): void {
  host.listeners.delete(id)
  for (const socket of [...host.sockets.values()]) {
    if (socket.listener === id && socket.phase === 'syn-received') resetSocket(kernel, socket, now)
  }
}

function connect(kernel: Kernel, host: Host, frame: Frame, now: number): void {
  const asked = parse(frame.payload)
  const remote = endpointOf(asked)
  if (remote === null || host.socketsById.has(frame.id)) {
    stray(kernel, host, frame, now, 'not a connection')
    return
  }
  const wanted = endpointOf((asked?.local ?? null) as Asked | null)
  const address = (wanted?.address || sourceAddress(host, remote.address)) ?? ''
  const port = wanted?.port || portTo(host, address, remote)
  const local = { address, port: port ?? 0 }
  const refusal = cannotDial(host, local, remote) ?? (port === null ? 'EADDRNOTAVAIL' : undefined)
  if (refusal !== undefined) {
    notify(kernel, host, op.refused, frame.id, refusal, now)
    return
  }
  kernel.traffic.dials += 1
  const socket = openSocket({ host, id: frame.id, local, remote, listener: 0, phase: 'syn-sent', peer: null })
  startHandshake(kernel, socket, now)
}

/** Error code of connect(2): no route, a local address that is not the host's, or a flow in use. */
function cannotDial(host: Host, local: Endpoint, remote: Endpoint): string | undefined {
  if (local.address === '') return 'ENETUNREACH'
  if (!owns(host, local.address)) return 'EADDRNOTAVAIL'
  if (isIPv6(local.address) !== isIPv6(remote.address)) return 'EINVAL'
  if (!host.addresses.includes(local.address) && !owns(host, remote.address)) return 'EINVAL'
  return host.sockets.has(flowKey(local, remote)) ? 'EADDRNOTAVAIL' : undefined
}

function stray(kernel: Kernel, host: Host, frame: Frame, now: number, reason: string): void {
  record(kernel, host, frame, now, reason)
  notify(kernel, host, op.reset, frame.id, 'EBADF', now)
}

function record(kernel: Kernel, host: Host, frame: Frame, now: number, reason: string): void {
  kernel.strays.push({ host: host.name, time: now, op: frame.op, id: frame.id, reason })
}

function isWildcard(address: string): boolean {
  return address === '0.0.0.0' || address === '::'
}

type Asked = { readonly [key in keyof Listening | keyof Dial]?: unknown }

function parse(payload: Uint8Array): Asked | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(payload).toString())
    return typeof value === 'object' ? (value as Asked | null) : null
  } catch {
    return null
  }
}

function endpointOf(asked: Asked | null): Endpoint | null {
  const { address, port } = asked ?? {}
  if (typeof address !== 'string' || typeof port !== 'number') return null
  return Number.isInteger(port) && port >= 0 && port <= 65_535 ? { address, port } : null
}
