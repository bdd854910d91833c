/** Facts about addresses and multiaddrs in their text form. */

/** For an IP address such as `127.0.0.1`. */
export function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1'
}

/** The IP address at the beginning of a multiaddr; undefined: it begins with something else. */
export function ipOf(multiaddr: string): string | undefined {
  return /^\/ip[46]\/([^/]+)/.exec(multiaddr)?.[1]
}

/** Peer id of the relay in a circuit relay multiaddr; undefined: it names no relay. */
export function relayIn(multiaddr: string): string | undefined {
  return /\/p2p\/([^/]+)\/p2p-circuit/.exec(multiaddr)?.[1]
}
