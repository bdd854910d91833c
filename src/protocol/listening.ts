/** Linux's rules for listening sockets: one copy for the sandbox in the node and for the switch. */
import type { Endpoint } from './wire.ts'

/** A listener on `::` takes IPv4 too, through mapped addresses, unless it is `ipv6Only`. */
export interface Listening extends Endpoint {
  readonly ipv6Only?: boolean
}

/** True if a connection to this address and port goes to the listener. */
export function accepts(listening: Listening, { address, port }: Endpoint): boolean {
  if (listening.port !== port) return false
  if (listening.address === address) return true
  const ipv6 = address.includes(':')
  if (listening.address === '::') return ipv6 || listening.ipv6Only !== true
  return listening.address === '0.0.0.0' && !ipv6
}

/** True if some connection would go to both listeners, so that the second cannot be (inet_csk_get_port). */
export function overlap(a: Listening, b: Listening): boolean {
  return accepts(a, b) || accepts(b, a)
}
