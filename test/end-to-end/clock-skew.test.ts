import { describe, expect, it } from 'vitest'
import { planOf, runToEnd } from '../support/run-topology.ts'

const topology = `name: x
nodes:
  boot: { kind: boot-node, relay: { reservationDuration: 10m } }
  alice: { kind: peer, relays: boot, listen: false, autonat: false, dcutr: false }
timeline:
  - { at: 10s, fault: clock-skew, node: alice, by: 9m, for: 3m }
  - { at: 1m, fault: restart, node: alice, down: 1s }
  - { at: 14m, expect: reservation, peer: alice, relay: boot }
`

describe('a clock that is wrong', () => {
  it('is so over a restart, is put right again, and does not date events', async () => {
    const { verdict, events } = await runToEnd(planOf(topology))
    expect(verdict.reason).toBe('1 of 1 expectation holds')
    const made = events.filter((event) => event.kind === 'reservation-made')
    // Every half minute while the clock is ahead, after that five minutes before the end again.
    const minutes = made.map(({ t }) => Math.round(t / 6000) / 10)
    expect(minutes).toEqual([0, 1, 1.5, 2, 2.5, 3, 3.5, 8.5, 13.5])
    for (const { t, expires = 0 } of made) expect(Math.abs(expires - t - 600_000)).toBeLessThan(1000)
  })
})
