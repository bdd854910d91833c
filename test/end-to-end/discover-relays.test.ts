import { expect, it } from 'vitest'
import { planOf, runToEnd } from '../support/run-topology.ts'

it.each([
  'current',
  // Where a listening address is no way to say so.
  '2.1.9',
  '1.9.4',
])(
  'a peer of libp2p %s finds as many relays itself as it is to, and another one when one ends',
  async (libp2p) => {
    const plan = planOf(`
name: discover-relays
defaults: { libp2p: ${libp2p} }
nodes:
  boot: { kind: boot-node, count: 3 }
  alice: { kind: peer, nat: port-restricted-cone, discoverRelays: 2, connect: boot-*, autonat: false, dcutr: false }
  bob: { kind: peer, nat: symmetric, autonat: false, dcutr: false }
timeline:
  - { at: 10s, expect: event, of: reservation-made, node: alice, times: 2 }
  - { expect: reservation, peer: alice, relay: [boot-1, boot-2], within: 1s }
  - { at: 20s, fault: stop, node: boot-1 }
  - { expect: reservation, peer: alice, relay: [boot-2, boot-3], within: 5s }
  - { at: 30s, fault: stop, node: boot-2 }
  - { expect: reachable, from: bob, to: alice, path: relayed, via: boot-3, within: 5s }
`)
    const { verdict } = await runToEnd(plan)
    expect(verdict.reason).toMatch(/expectations? holds?/)
    expect(verdict.outcome).toBe('pass')
  },
)
