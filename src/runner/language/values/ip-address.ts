import { BlockList, isIP, SocketAddress } from 'node:net'
import * as z from 'zod'

export const ipAddressProblem = 'expected an IPv4 or IPv6 address'

/** An IP address in a topology. The plan has its shortest form. */
export const ipAddress = z
  .string({ error: ipAddressProblem })
  .refine((text) => isIP(text) !== 0 && !text.includes('%'), { error: ipAddressProblem })
  .transform((text) => {
    const family = isIP(text) === 6 ? 'ipv6' : 'ipv4'
    return new SocketAddress({ address: text, family }).address
  })
  .meta({ description: 'An IPv4 or IPv6 address', examples: ['31.45.0.11', '2a01:100::1'] })

/** The scope of an address: `public` (internet), `private` (behind a NAT), or one that nodes cannot use. */
export interface AddressRange {
  readonly scope: 'public' | 'private' | 'other'
  /** A phrase for messages: "a documentation address". */
  readonly what: string
}

const publicRange: AddressRange = { scope: 'public', what: 'a public address' }
const notPublic6: AddressRange = { scope: 'other', what: 'no global unicast address' }

/** The special-purpose registries of IANA (RFC 6890), as libp2p reads them. The first match counts. */
const special = [
  range('private', 'a private address', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']),
  range('private', 'a shared address (carrier-grade NAT)', ['100.64.0.0/10']),
  range('other', 'a loopback address', ['127.0.0.0/8', '::1/128']),
  range('other', 'a link-local address', ['169.254.0.0/16', 'fe80::/10']),
  range('other', 'a documentation address', [
    '192.0.2.0/24',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '2001:db8::/32',
    '3fff::/20',
  ]),
  range('other', 'a benchmarking address', ['198.18.0.0/15', '2001:2::/48']),
  range('other', 'a multicast address', ['224.0.0.0/4', 'ff00::/8']),
  range('other', 'a unique local address', ['fc00::/7']),
  range('other', 'a reserved address', ['0.0.0.0/8', '192.0.0.0/24', '192.88.99.0/24', '240.0.0.0/4']),
  range('other', 'an address for tunnels or protocols', ['2001::/23', '2002::/16', '64:ff9b::/96']),
]

export function rangeOf(address: string): AddressRange {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4'
  const found = special.find(({ list }) => list.check(address, family))
  if (found !== undefined) return found.range
  // All IPv6 addresses that IANA assigns to the internet are in 2000::/3.
  return family === 'ipv6' && !/^[23][0-9a-f]{3}:/i.test(address) ? notPublic6 : publicRange
}

function range(scope: AddressRange['scope'], what: string, subnets: readonly string[]) {
  const list = new BlockList()
  for (const subnet of subnets) {
    const [address = '', bits] = subnet.split('/')
    list.addSubnet(address, Number(bits), address.includes(':') ? 'ipv6' : 'ipv4')
  }
  return { list, range: { scope, what } }
}
