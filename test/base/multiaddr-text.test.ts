import { describe, expect, it } from 'vitest'
import { ipOf, isLoopback, relayIn } from '../../src/base/multiaddr-text.ts'

it.each([
  ['127.0.0.1', true],
  ['127.8.9.10', true],
  ['::1', true],
  ['10.0.0.127', false],
  ['::', false],
  ['fc00::1', false],
])('%s is loopback: %s', (address, expected) => {
  expect(isLoopback(address)).toBe(expected)
})

describe('a multiaddr', () => {
  it.each([
    ['/ip4/127.0.0.1/tcp/4001', '127.0.0.1'],
    ['/ip6/::1/tcp/4001/p2p/alice', '::1'],
    ['/dns4/example.org/tcp/4001', undefined],
    ['/p2p-circuit', undefined],
  ])('%s begins with the IP address %s', (multiaddr, expected) => {
    expect(ipOf(multiaddr)).toBe(expected)
  })

  it.each([
    ['/ip4/5.16.0.10/tcp/4001/p2p/boot/p2p-circuit/p2p/alice', 'boot'],
    ['/ip4/5.16.0.10/tcp/4001/p2p/boot/p2p-circuit', 'boot'],
    ['/ip4/5.16.0.10/tcp/4001/p2p/boot', undefined],
    ['/p2p-circuit', undefined],
  ])('%s goes through the relay %s', (multiaddr, expected) => {
    expect(relayIn(multiaddr)).toBe(expected)
  })
})
