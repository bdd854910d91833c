import { isLoopback } from '../../../../base/multiaddr-text.ts'
import { accepts } from '../../../../protocol/listening.ts'
import type { Endpoint } from '../../../../protocol/wire.ts'
import { flowKey } from './segment.ts'
import type { Host } from './state.ts'

const firstEphemeralPort = 32_768
const lastEphemeralPort = 60_999

export function isIPv6(address: string): boolean {
  return address.includes(':')
}

export function owns(host: Host, address: string): boolean {
  return host.addresses.includes(address) || isLoopback(address)
}

/** The host's address for packets to `destination`; undefined when it has none of that family. */
export function sourceAddress(host: Host, destination: string): string | undefined {
  if (owns(host, destination)) return destination
  return host.addresses.find((address) => isIPv6(address) === isIPv6(destination))
}

/**
 * The next free port; null: none is left. Ports count up, so that logs are easy to read; js-libp2p never dials from its
 * listening port.
 */
export function ephemeralPort(host: Host): number | null {
  return nextPort(host, (port) => !host.portUses.has(port))
}

/** A port for a connection. As in Linux, connections to different ends share ports when none is free. */
export function portTo(host: Host, address: string, remote: Endpoint): number | null {
  const isFree = (port: number) => !host.sockets.has(flowKey({ address, port }, remote))
  return ephemeralPort(host) ?? nextPort(host, isFree)
}

function nextPort(host: Host, isFree: (port: number) => boolean): number | null {
  const listening = new Set([...host.listeners.values()].map(({ port }) => port))
  for (let tries = firstEphemeralPort; tries <= lastEphemeralPort; tries += 1) {
    const port = host.nextPort
    host.nextPort = port === lastEphemeralPort ? firstEphemeralPort : port + 1
    if (isFree(port) && !listening.has(port)) return port
  }
  return null
}

/**
 * Returns true when a socket had this id and is closed: the process may send to it until it hears of the close. Both
 * sides count their ids up, so an unused id up to the highest closed one belonged to a closed socket.
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
