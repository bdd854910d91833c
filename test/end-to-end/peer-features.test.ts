import { expect, it } from 'vitest'
import type { TopoEvent } from '../../src/events/event.ts'
import { planOf, runToEnd } from '../support/run-topology.ts'

const key = '00'.repeat(31)

/** Each expectation needs the feature that its node has. */
const topology = `
name: peer-features
nodes:
  boot: { kind: boot-node, relay: false, kad: true }
  carol: { kind: peer, relay: { maxReservations: 1 }, kad: { mode: server }, ipv6: false, connect: [boot] }
  alice: { kind: peer, relays: [carol], nat: symmetric, debug: "libp2p:circuit-relay*" }
  bob: { kind: peer, relays: [carol], nat: port-restricted-cone, remembers: true, discovers: [alice], start: manual }
  web: { kind: peer, webSockets: { port: 8080 }, encryption: tls, announce: ["/ip4/5.16.0.99/tcp/8080/ws"], address: 5.16.0.99 }
  page: { kind: peer, webSockets: true, encryption: [tls, noise], nat: symmetric, connect: [web], appendAnnounce: ["/dns4/page.example/tcp/443/wss"] }
  member-1: { kind: peer, preSharedKey: "${key}aa", address: 31.45.0.11, announce: ["/ip4/31.45.0.11/tcp/4001"] }
  member-2: { kind: peer, preSharedKey: "${key}aa", nat: symmetric, connect: [member-1] }
  stranger: { kind: peer, preSharedKey: "${key}bb", nat: symmetric }
timeline:
  - { at: 5s, fault: start, node: bob }
  - { at: 7s, expect: reservation, peer: alice, relay: carol }
  - { at: 7s, expect: reservation, peer: bob, relay: carol, state: refused }
  - { at: 7s, expect: reachable, from: page, to: alice, path: relayed, via: carol }
  - { at: 7s, expect: connection, from: page, to: web }
  - { at: 7s, expect: connection, from: member-2, to: member-1 }
  - { at: 7s, expect: unreachable, from: stranger, to: member-1 }
  - { at: 7s, expect: unreachable, from: stranger, to: boot }
  - { at: 7s, expect: connection, from: bob, to: alice, state: closed }
  - { at: 7s, expect: log, node: alice, pattern: "^2026-01-01T00:00:00[.]\\\\d+Z libp2p:circuit-relay" }
  - { at: 10s, fault: set-relay, relay: carol, maxReservations: 5 }
  - { at: 11s, fault: restart, node: bob, down: 1s }
  - { at: 14s, expect: reservation, peer: bob, relay: carol }
  - { at: 15s, fault: dial, node: bob, to: alice, addresses: remembered }
  - { at: 16s, expect: connection, from: bob, to: alice }
`

it('a peer relays, speaks WebSockets and TLS, has a private network, remembers and discovers, without code', async () => {
  const { verdict, events } = await runToEnd(planOf(topology))
  expect(verdict).toMatchObject({ outcome: 'pass', reason: expect.stringContaining('11 of 11') })
  const advertised = (node: string) => events.flatMap((event) => addressesOf(event, node)).join()
  expect(advertised('carol')).not.toContain('/ip6/')
  expect(advertised('web')).toMatch(/^\/ip4\/5\.16\.0\.99\/tcp\/8080\/ws\/p2p\/\w+/)
  expect(advertised('page')).toContain('/dns4/page.example/tcp/443/wss')
  expect(events.filter(({ kind }) => kind === 'relay-reservation')).not.toHaveLength(0)
})

function addressesOf(event: TopoEvent, node: string): readonly string[] {
  return event.kind === 'node-ready' && event.node === node ? event.addresses : []
}
