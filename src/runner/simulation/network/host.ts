import { isLoopback } from '../../../base/multiaddr-text.ts'
import { accepts, type Listening } from '../../../protocol/listening.ts'
import type { Endpoint } from '../../../protocol/wire.ts'
import type { Realm } from './network.ts'
import type { Socket } from './socket.ts'

/** One machine with its kernel's tables. It is up as long as it has power; its process may be gone. */
export interface Host {
  readonly kind: 'host'
  readonly index: number
  readonly name: string
  readonly node: number
  addresses: readonly string[]
  realm: Realm
  lineage: readonly string[]
  up: boolean
  /** Counts its processes: what is on its way to an earlier one is not for this one. */
  generation: number
  readonly listeners: Map<number, Listening>
  /** By flow: local and remote endpoint. */
  readonly sockets: Map<string, Socket>
  readonly socketsById: Map<number, Socket>
  /** The highest ids of sockets that were closed, of those that the switch chose and those of the process. */
  readonly lastClosed: { even: number; odd: number }
  nextId: number
  nextPort: number
}

const firstEphemeralPort = 32_768
const lastEphemeralPort = 60_999

export function isIPv6(address: string): boolean {
  return address.includes(':')
}

export function owns(host: Host, address: string): boolean {
  return host.addresses.includes(address) || isLoopback(address)
}

/** The address that a host uses towards another; undefined when it has none of that family. */
export function sourceAddress(host: Host, destination: string): string | undefined {
  if (owns(host, destination)) return destination
  return host.addresses.find((address) => isIPv6(address) === isIPv6(destination))
}

/** Ports one after the other, so that a log is easy to read; js-libp2p never dials from its listening port. */
export function ephemeralPort(host: Host): number {
  const used = new Set([...host.sockets.values()].map(({ local }) => local.port))
  for (const { port } of host.listeners.values()) used.add(port)
  for (;;) {
    const port = host.nextPort
    host.nextPort = port === lastEphemeralPort ? firstEphemeralPort : port + 1
    if (!used.has(port) || used.size > lastEphemeralPort - firstEphemeralPort) return port
  }
}

/**
 * Whether a socket had this id and is closed: frames that crossed with the news are no mistake of the process. Both
 * sides count their ids up, so below the last one that was closed, what is not in use was.
 */
export function wasClosed(host: Host, id: number): boolean {
  const last = id % 2 === 0 ? host.lastClosed.even : host.lastClosed.odd
  return id <= last && !host.socketsById.has(id) && !host.listeners.has(id)
}

/** The listener for a SYN. There is at most one, as no two overlap. */
export function listenerFor(host: Host, to: Endpoint): number | undefined {
  for (const [id, listener] of host.listeners) {
    if (accepts(listener, to)) return id
  }
  return undefined
}
