import { describe, expect, it } from 'vitest'
import { planOf, runToEnd } from '../support/run-topology.ts'

describe.concurrent('a boot-node in virtual time', () => {
  it('keeps a reservation that is renewed again and again', async () => {
    const plan = planOf(`
name: renewals
nodes:
  boot: { kind: boot-node, profile: calimero-boot-node, relay: { reservationDuration: 20m } }
  alice: { kind: peer, listen: false, relays: boot }
timeline:
  - { at: 3h, expect: reservation, peer: alice, relay: boot, renewals: ">=11", longestGap: 0s, within: 1s }
  - { at: 3h, expect: event, of: relay-reservation, where: { outcome: expired }, never: true }
  - { at: 3h, fault: kill, node: alice }
  - { at: 3h, expect: event, of: relay-reservation, where: { outcome: disconnected, held: 0 }, within: 1s }
`)
    const { verdict } = await runToEnd(plan)
    expect(verdict.reason).toBe('3 of 3 expectations hold')
  })

  it('goes on refusing reservations when it has been restarted, until the fault is undone', async () => {
    const plan = planOf(`
name: refusal
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, listen: false, relays: boot }
timeline:
  - { at: 5s, fault: refuse-reservations, relay: boot, status: PERMISSION_DENIED, for: 30s }
  - { at: 10s, fault: restart, node: boot }
  - { at: 15s, fault: restart, node: alice }
  - { at: 20s, expect: reservation, peer: alice, relay: boot, state: refused, status: PERMISSION_DENIED }
  - { at: 40s, fault: restart, node: [boot, alice] }
  - { at: 45s, fault: restart, node: alice }
  - { at: 50s, expect: reservation, peer: alice, relay: boot }
`)
    const { verdict, events } = await runToEnd(plan)
    expect(verdict.reason).toBe('2 of 2 expectations hold')
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'fault-reverted',
        entry: '1-refuse-reservations',
        changes: [{ what: 'reservations refused', count: 1 }],
      }),
    )
  })

  it('grants a peer as many reservations at once as its limiter holds, and then one in each interval', async () => {
    const plan = planOf(`
name: rate
nodes:
  boot: { kind: boot-node, profile: calimero-boot-node, relay: { reservationRateLimiters: [{ per: peer, limit: 2, interval: 2m }] } }
  alice: { kind: peer, listen: false, relays: boot }
timeline:
  - { at: 10s, fault: restart, node: alice }
  - { at: 20s, fault: restart, node: alice }
  - { at: 25s, expect: reservation, peer: alice, relay: boot, state: refused, status: RESOURCE_LIMIT_EXCEEDED }
  - { at: 1m55s, fault: restart, node: alice }
  - { at: 1m58s, expect: reservation, peer: alice, relay: boot, state: refused, within: 1s }
  - { at: 2m5s, fault: restart, node: alice }
  - { at: 2m8s, expect: reservation, peer: alice, relay: boot, within: 1s }
`)
    const { verdict } = await runToEnd(plan)
    expect(verdict.reason).toBe('3 of 3 expectations hold')
  })

  it('forgets nothing and changes nothing when there is nothing to forget or to change', async () => {
    const plan = planOf(`
name: nothing
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, listen: false }
timeline:
  - { at: 1s, fault: drop-reservations, relay: boot }
  - { at: 1s, fault: set-relay, relay: boot, maxReservations: 15, for: 1s }
  - { at: 3s, expect: process, node: alice, state: running }
`)
    const { verdict, events } = await runToEnd(plan)
    expect(verdict.outcome).toBe('unknown')
    expect(verdict.reason).toMatch(/changed nothing/)
    expect(events.flatMap((event) => (event.kind === 'fault-applied' ? event.changes : []))).toEqual([
      { what: 'reservations dropped', count: 0 },
      { what: 'limits changed', count: 0 },
    ])
  })
})
