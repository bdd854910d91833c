/** The choice among several addresses of a program: it may print loopback, private, relayed and QUIC ones too. */

/** The place of a node in its network. */
export interface DialledPlace {
  /** Its own IP addresses; none: it is on 127.0.0.1. */
  readonly own: readonly string[]
  /** The IP addresses at which hosts of the internet see it: its own, or those of its outermost NAT. */
  readonly outside: readonly string[]
}

/**
 * Returns the address by which most other nodes can dial the node: a direct one by TCP, at an IP address that others see.
 * Among equally good ones it is the first. Returns undefined for no address.
 */
export function mostDialable(addresses: readonly string[], place: DialledPlace): string | undefined {
  return addresses.toSorted((a, b) => rankOf(a, place) - rankOf(b, place))[0]
}

/** Smaller is better. A wrong place is worse than an odd transport. */
function rankOf(address: string, place: DialledPlace): number {
  const relayed = address.includes('/p2p-circuit') ? 1000 : 0
  return relayed + 10 * placeRank(address, place) + transportRank(address)
}

function transportRank(address: string): number {
  if (!address.includes('/tcp/')) return 3
  if (!/\/(?:ws|wss|tls|http)(?:\/|$)/.test(address)) return 0
  return /\/(?:wss|tls)(?:\/|$)/.test(address) ? 2 : 1
}

function placeRank(address: string, { own, outside }: DialledPlace): number {
  const [, , host = ''] = address.split('/')
  const isLoopback = /^127\.|^::1$|^localhost$/.test(host)
  if (own.length === 0) return isLoopback ? 0 : 1
  if (isLoopback) return 3
  if (outside.includes(host)) return 0
  return own.includes(host) ? 2 : 1
}
