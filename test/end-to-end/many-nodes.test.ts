import { expect, it } from 'vitest'
import { planOf, runToEnd } from '../support/run-topology.ts'

it('fifty nodes of one topology become ready and hold their reservations', async () => {
  const { verdict } = await runToEnd(
    planOf(`
name: fifty
clock: real
fabric: host
nodes:
  boot: { kind: boot-node, relay: { maxReservations: 100 } }
  peer: { kind: peer, relays: boot, count: 49 }
timeline:
  - { at: 0s, expect: process, node: "*", state: running, within: 100s }
  - { at: 0s, expect: reservation, peer: "peer-*", relay: boot, within: 100s }
`),
  )
  expect(verdict.reason).toBe('2 of 2 expectations hold')
})
