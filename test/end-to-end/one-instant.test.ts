/** Entries that end, start and ask processes at one instant: one fingerprint, however busy the machine is. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { planOf, runToEnd } from '../support/run-topology.ts'

/** Combinations that are tried, and runs of each. More of both find rarer orders. */
const combinations = Number(process.env['TOPO_COMBINATIONS'] ?? 4)
const repeats = Number(process.env['TOPO_REPEATS'] ?? 3)
const firstSeed = Number(process.env['TOPO_SEED'] ?? 1)

const node = fc.constantFrom('boot', 'alice', 'bob', '"*"')
const one = fc.oneof(
  { weight: 3, arbitrary: node.map((name) => `fault: kill, node: ${name}`) },
  { weight: 3, arbitrary: node.map((name) => `fault: stop, node: ${name}`) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(node, fc.constantFrom('stop', 'kill'), fc.constantFrom('0s', '1s'))
      .map(([name, how, down]) => `fault: restart, node: ${name}, how: ${how}, down: ${down}`),
  },
  { weight: 1, arbitrary: fc.constant('fault: start, node: late') },
  { weight: 1, arbitrary: fc.constant('fault: pause, node: bob, for: 3s') },
  { weight: 1, arbitrary: fc.constant('fault: disconnect, node: alice, from: boot') },
  { weight: 1, arbitrary: fc.constant('expect: transfer, from: bob, to: boot, bytes: 64KiB, within: 4s') },
  { weight: 1, arbitrary: fc.constant('expect: reachable, from: alice, to: bob, within: 4s') },
)
const instant = fc.array(one, { minLength: 2, maxLength: 3 })

const topology = (entries: readonly string[]) => `
name: one-instant
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, relays: [boot] }
  bob: { kind: peer, relays: [boot] }
  late: { kind: peer, relays: [boot], start: manual }
timeline:
${entries.map((entry) => `  - { at: 5s, ${entry.startsWith('fault') ? 'harmless: true, ' : ''}${entry} }`).join('\n')}
  - { at: 8s, expect: process, node: boot, within: 1s }
`

const found = [
  ['fault: kill, node: alice', 'fault: kill, node: boot'],
  ['fault: stop, node: alice', 'fault: stop, node: boot'],
  ['fault: kill, node: boot', 'expect: transfer, from: bob, to: boot, bytes: 64KiB, within: 4s'],
  ['fault: restart, node: alice', 'fault: restart, node: boot', 'fault: start, node: late'],
]
const tried = fc.sample(instant, { seed: firstSeed, numRuns: combinations })

const cases = [...found, ...tried].map((entries) => [entries.join(' + '), entries] as const)

it.each(cases)('%s', { timeout: 600_000 }, async (_title, entries) => {
  const plan = planOf(topology(entries))
  const logOf = async () => {
    const { events } = await runToEnd(plan)
    return events.map(({ wall: _wall, ...event }) => JSON.stringify(event)).join('\n')
  }
  // One run by itself; the others side by side, so that each disturbs the others.
  const alone = await logOf()
  const together = await Promise.all(Array.from({ length: repeats - 1 }, logOf))
  for (const log of together) expect(log).toBe(alone)
})

it.each(['stop', 'kill', 'power-loss'])(
  'a node that ends (%s) while a fault asks it does not make the fault fail',
  async (how) => {
    const { verdict, events } = await runToEnd(
      planOf(`
name: ended-and-asked
nodes:
  boot: { kind: boot-node }
  alice: { kind: peer, relays: [boot] }
timeline:
  - { at: 5s, fault: restart, node: boot, how: ${how}, down: 2s }
  - { at: 5s, fault: disconnect, node: boot, from: alice, harmless: true }
  - { at: 5s, fault: drop-reservations, relay: boot, harmless: true }
  - { at: 5s, fault: refuse-reservations, relay: boot, for: 10s, harmless: true }
  - { at: 20s, fault: refuse-reservations, relay: boot, for: 5s, harmless: true }
  - { at: 25s, fault: restart, node: boot, how: ${how}, down: 2s }
  - { at: 30s, expect: process, node: boot, within: 5s }
`),
    )
    expect(events.filter(({ kind }) => kind === 'fault-failed')).toEqual([])
    expect(verdict).toMatchObject({ outcome: 'pass' })
  },
)
