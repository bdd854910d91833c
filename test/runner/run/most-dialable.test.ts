import { expect, it } from 'vitest'
import { mostDialable } from '../../../src/runner/run/most-dialable.ts'

const onHost = { own: [], outside: [] }
const isPublic = { own: ['5.16.0.10', '2a05::10'], outside: ['5.16.0.10', '2a05::10'] }
const behindNat = { own: ['192.168.0.2'], outside: ['5.16.0.2'] }

it.each([
  ['TCP before QUIC', isPublic, ['/ip4/5.16.0.10/udp/4001/quic-v1', '/ip4/5.16.0.10/tcp/4001'], 1],
  ['plain TCP before WebSockets', isPublic, ['/ip4/5.16.0.10/tcp/4002/ws', '/ip4/5.16.0.10/tcp/4001'], 1],
  ['WebSockets before TLS', isPublic, ['/ip4/5.16.0.10/tcp/4003/tls/ws', '/ip4/5.16.0.10/tcp/4002/ws'], 1],
  ['the first of equal ones', isPublic, ['/ip6/2a05::10/tcp/4001', '/ip4/5.16.0.10/tcp/4001'], 0],
  ['its own before loopback', isPublic, ['/ip4/127.0.0.1/tcp/4001', '/ip4/5.16.0.10/udp/4001/quic-v1'], 1],
  ['its own before a stranger', isPublic, ['/ip4/198.51.100.1/tcp/4001', '/ip4/5.16.0.10/tcp/4001'], 1],
  [
    'direct before relayed',
    isPublic,
    ['/ip4/5.16.0.3/tcp/1/p2p/x/p2p-circuit', '/ip4/127.0.0.1/tcp/4001'],
    1,
  ],
  ['the outside of its NAT', behindNat, ['/ip4/192.168.0.2/tcp/4001', '/ip4/5.16.0.2/tcp/4001'], 1],
  ['a relayed one alone', behindNat, ['/ip4/5.16.0.3/tcp/1/p2p/x/p2p-circuit'], 0],
  ['loopback on fabric host', onHost, ['/ip4/10.0.0.7/tcp/4001', '/ip4/127.0.0.1/tcp/4001'], 1],
] as const)('others dial %s', (_, place, addresses, index) => {
  expect(mostDialable(addresses, place)).toBe(addresses[index])
})

it('no address is none to dial', () => {
  expect(mostDialable([], onHost)).toBeUndefined()
})
