/** Where a server listens, and Linux's rules for it: one copy for the sandbox in the node and for the switch. */
import type { Endpoint } from './wire.ts'

/** A listener on `::` takes IPv4 too, through mapped addresses, unless it is for IPv6 only. */
export interface Listening extends Endpoint {
  readonly ipv6Only?: boolean
}

/** Whether a connection to this address and port is the listener's. */
export function accepts(listening: Listening, { address, port }: Endpoint): boolean {
  if (listening.port !== port) return false
  if (listening.address === address) return true
  const ipv6 = address.includes(':')
  if (listening.address === '::') return ipv6 || listening.ipv6Only !== true
  return listening.address === '0.0.0.0' && !ipv6
}

/** Whether there can be only one of the two: some connection would be both's (inet_csk_get_port). */
export function overlap(a: Listening, b: Listening): boolean {
  return accepts(a, b) || accepts(b, a)
}
