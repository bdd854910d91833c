/** The fault `dial`, with real nodes: at advertised and at remembered addresses, twice, and to a node that is down. */
import { expect, it } from 'vitest'
import { planOf, runToEnd } from '../support/run-topology.ts'

it('a dial connects once, says what it changed, and fails where nobody listens', async () => {
  const { verdict, events } = await runToEnd(
    planOf(`
name: dial
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, nat: symmetric }
timeline:
  - { at: 2s, expect: connection, from: alice, to: boot, state: closed }
  - { id: first, at: 5s, fault: dial, node: alice, to: boot }
  - { at: 6s, expect: connection, from: alice, to: boot, for: 5s }
  - { id: again, at: 12s, fault: dial, node: alice, to: boot, harmless: true }
  - { at: 15s, fault: disconnect, node: alice, from: boot }
  - { at: 16s, expect: connection, from: alice, to: boot, state: closed, for: 5s }
  - { id: remembered, at: 22s, fault: dial, node: alice, to: boot, addresses: remembered }
  - { at: 23s, expect: connection, from: alice, to: boot }
  - { at: 25s, fault: stop, node: boot }
  - { id: down, at: 26s, fault: dial, node: alice, to: boot }
`),
  )
  const changes = events.flatMap((event) =>
    event.kind === 'fault-applied'
      ? [[event.entry, event.changes.reduce((sum, { count }) => sum + count, 0)]]
      : [],
  )
  expect(Object.fromEntries(changes)).toMatchObject({ first: 1, again: 0, remembered: 1 })
  expect(verdict.expectations.map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'pass', 'pass'])
  expect(verdict.outcome).toBe('unknown')
  expect(verdict.reason).toContain('alice could not dial boot: boot advertises no address')
})
