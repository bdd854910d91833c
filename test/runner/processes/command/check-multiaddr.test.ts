import { expect, it } from 'vitest'
import { multiaddrChecker } from '../../../../src/runner/processes/command/check-multiaddr.ts'

const peerId = '12D3KooWPdcRuT3nLdV4L52PdJey2toUUD24S8pQ9ohDWcQZKvvf'
const other = '12D3KooWGC6TvWhfapngX6wvJHMYvKpDMXPb3ZnCZ6dMoaMtimQ5'

it.each([
  ['a missing peer id is added', [], '/ip4/1.2.3.4/tcp/1', `/ip4/1.2.3.4/tcp/1/p2p/${peerId}`],
  ['its own stays', [], `/ip4/1.2.3.4/tcp/1/p2p/${peerId}`, `/ip4/1.2.3.4/tcp/1/p2p/${peerId}`],
  ['0.0.0.0 is 127.0.0.1 on fabric host', [], '/ip4/0.0.0.0/tcp/1', `/ip4/127.0.0.1/tcp/1/p2p/${peerId}`],
  [
    '0.0.0.0 is its address elsewhere',
    ['2a05::1', '5.16.0.10'],
    '/ip4/0.0.0.0/udp/1/quic-v1',
    `/ip4/5.16.0.10/udp/1/quic-v1/p2p/${peerId}`,
  ],
  [':: is its address, too', ['5.16.0.10', '2a05::1'], '/ip6/::/tcp/1', `/ip6/2a05::1/tcp/1/p2p/${peerId}`],
  [':: stays without an IPv6 address', ['5.16.0.10'], '/ip6/::/tcp/1', `/ip6/::/tcp/1/p2p/${peerId}`],
] as const)('%s', async (_, addresses, given, wanted) => {
  const check = await multiaddrChecker({ node: 'carol', peerId, addresses })
  expect(check(given)).toBe(wanted)
})

it('another peer id is refused, with both ways to the right one', async () => {
  const check = await multiaddrChecker({ node: 'carol', peerId, addresses: [] })
  expect(() => check(`/ip4/1.2.3.4/tcp/1/p2p/${other}`)).toThrow(
    /`\$\{identity\}` or `\$\{keyFile\}`, or write `peerId: 12D3KooWGC6/,
  )
})
