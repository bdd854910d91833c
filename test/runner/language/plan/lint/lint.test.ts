import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { heldBefore } from '../../../../../src/runner/language/plan/lint/held-before.ts'
import { keepaliveOf } from '../../../../../src/runner/language/plan/lint/keepalive.ts'
import { timesOf } from '../../../../../src/runner/language/plan/lint/times.ts'
import { unaskedRelays } from '../../../../../src/runner/language/plan/lint/unasked-relays.ts'
import { unmetLimits } from '../../../../../src/runner/language/plan/lint/unmet-limits.ts'
import { unnoticedDrops } from '../../../../../src/runner/language/plan/lint/unnoticed-drops.ts'
import { unnoticedFaults } from '../../../../../src/runner/language/plan/lint/unnoticed-faults.ts'
import { whileDown } from '../../../../../src/runner/language/plan/lint/while-down.ts'
import { loadTopology } from '../../../../../src/runner/language/plan/load.ts'
import type { NodePlan, Plan } from '../../../../../src/runner/language/plan/plan.ts'
import { planOf, root } from '../../../../support/run-topology.ts'

const folder = path.join(root, 'topologies')
const shipped = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.yaml'),
)

it.each(shipped)('%s has nothing that is warned of', (file) => {
  const loaded = loadTopology({ file, text: readFileSync(path.join(folder, file), 'utf8') })
  expect(loaded.ok ? loaded.warnings.diagnostics : loaded.file.diagnostics).toEqual([])
})

function topology(...timeline: readonly string[]): Plan {
  return planOf(`name: x
nodes:
  boot: { kind: boot-node, relay: { reservationDuration: 1h } }
  alice: { kind: peer, relays: boot }
timeline:
${timeline.map((entry) => `  - { ${entry} }`).join('\n')}
`)
}

/** Settings of all nodes, whichever kind of node has them. */
function withSettings(plan: Plan, settings: Readonly<Record<string, unknown>>): Plan {
  return { ...plan, nodes: plan.nodes.map((node): NodePlan => ({ ...node, ...settings })) }
}

describe('how long libp2p needs to notice a silence', () => {
  const plan = topology('at: 1m, fault: cut, between: [alice, boot], for: 8s')

  it.each([
    ['by default', {}, { interval: 10_000, timeout: 5000 }, 1],
    [
      'with pings more often',
      { connectionMonitor: { pingInterval: 2000 } },
      { interval: 2000, timeout: 5000 },
      0,
    ],
    [
      'with less patience',
      { connectionMonitor: { pingInterval: 6000, pingTimeout: { minTimeout: 1000 } } },
      { interval: 6000, timeout: 1000 },
      0,
    ],
    ['without a monitor', { connectionMonitor: { enabled: false } }, null, 1],
    [
      'with one that must close nothing',
      { connectionMonitor: { abortConnectionOnPingFailure: false } },
      null,
      0,
    ],
  ])('follows from its connection monitor %s', (_how, libp2pOptions, keepalive, warnings) => {
    const set = withSettings(plan, { libp2pOptions })
    expect(keepaliveOf(set)).toEqual(keepalive)
    expect(unnoticedFaults(set, timesOf(set))).toHaveLength(warnings)
  })
})

describe('a relay that refuses', () => {
  const refusal = 'at: 10m, fault: refuse-reservations, relay: boot'
  const count = (plan: Plan) => unaskedRelays(plan, timesOf(plan)).length

  it('is asked by every renewal within its time', () => {
    expect(count(topology(`${refusal}, for: 40m`))).toBe(1)
    expect(count(topology(`${refusal}, for: 46m`))).toBe(0)
    expect(count(topology(`${refusal}`, 'at: 20m, expect: process, node: boot'))).toBe(1)
    expect(count(topology(`${refusal}`, 'at: 3h, expect: process, node: boot'))).toBe(0)
  })

  it('may be asked at any time once a clock is wrong, the peer’s or its own', () => {
    for (const node of ['alice', 'boot']) {
      const skew = (at: string) => `at: ${at}, fault: clock-skew, node: ${node}, by: 58m`
      expect(count(topology(`${refusal}, for: 40m`, skew('11m')))).toBe(0)
      expect(count(topology(`${refusal}, for: 40m`, skew('51m')))).toBe(1)
    }
  })

  it('is asked by a peer that starts', () => {
    expect(count(topology(`${refusal}, for: 5m`, 'at: 12m, fault: restart, node: alice'))).toBe(0)
    expect(count(topology(`${refusal}, for: 1m`, 'at: 12m, fault: restart, node: alice'))).toBe(1)
  })

  it('may be asked at any time by peers that recover by themselves, once something happens to them', () => {
    const alone = topology(`${refusal}, for: 5m`)
    const disturbed = topology(`${refusal}, for: 5m`, 'at: 11m, fault: disconnect, node: boot, from: alice')
    for (const settings of [{ recovery: 'relisten' }, { discoverRelays: 1 }]) {
      expect(count(withSettings(alone, settings))).toBe(1)
      expect(count(withSettings(disturbed, settings))).toBe(0)
    }
    expect(count(withSettings(disturbed, { recovery: 'none', discoverRelays: 0 }))).toBe(1)
  })
})

describe('a relay that forgets', () => {
  const drop = 'at: 10m, fault: drop-reservations, relay: boot, peers: alice'
  const count = (...others: readonly string[]) => {
    const plan = topology(drop, ...others)
    return unnoticedDrops(plan, timesOf(plan)).length
  }

  it.each([
    ['a renewal', 'at: 1h, expect: process, node: boot'],
    ['a peer that asks anew', 'at: 11m, fault: restart, node: alice'],
    ['a dial', 'at: 11m, expect: unreachable, from: boot, to: alice'],
    ['a look at the relay', 'at: 11m, expect: reservation, peer: alice, relay: boot, state: none'],
    ['a count of what the relay does', 'at: 11m, expect: event, of: relay-reservation'],
    ['a wrong clock', 'at: 11m, fault: clock-skew, node: alice, by: 59m'],
  ])('is noticed by %s', (_what, entry) => {
    expect(count(entry)).toBe(0)
  })

  it.each([
    ['nothing at all', 'at: 40m, expect: process, node: boot'],
    ['what was asked before', 'at: 5m, expect: reachable, from: boot, to: alice'],
    ['a direct dial', 'at: 11m, expect: reachable, from: boot, to: alice, path: direct'],
    ['a dial of another', 'at: 11m, expect: reachable, from: alice, to: boot'],
    ['what the peer believes', 'at: 11m, expect: addresses, node: alice'],
  ])('is not noticed by %s', (_what, entry) => {
    expect(count(entry)).toBe(1)
  })
})

describe('a limit that changes', () => {
  const count = (fault: string, ...others: readonly string[]) => {
    const plan = topology(`at: 10m, fault: set-relay, relay: boot, ${fault}`, ...others)
    return unmetLimits(plan, timesOf(plan)).length
  }

  it('of reservations is met by a request for one', () => {
    expect(count('maxReservations: 0, for: 40m')).toBe(1)
    expect(count('maxReservations: 0, for: 46m')).toBe(0)
    expect(count('reservationDuration: 10m, for: 40m')).toBe(1)
    expect(count('maxReservations: 0, for: 2m', 'at: 11m, fault: restart, node: alice')).toBe(0)
  })

  it('of circuits is met by a dial through the relay', () => {
    const dial = 'expect: reachable, from: boot, to: alice'
    expect(count('maxCircuits: 0, for: 46m')).toBe(1)
    expect(count('maxCircuits: 0, for: 2m', `at: 11m, ${dial}`)).toBe(0)
    expect(count('maxCircuits: 0, for: 2m', `at: 11m, ${dial}, path: direct`)).toBe(1)
    expect(count('maxCircuits: 0, for: 2m', `at: 13m, ${dial}`)).toBe(1)
  })

  it('is named when it alone is not met', () => {
    expect(count('maxReservations: 0, maxCircuits: 0, maxCircuitBytes: 1B, for: 46m')).toBe(2)
  })
})

describe('an expectation at the instant of a fault', () => {
  const fault = 'at: 1m, fault: stop, node: boot'
  const reachable = 'at: 1m, expect: reachable, from: alice, to: boot'
  const start = 'at: 1m, fault: start, node: boot'
  const count = (...entries: readonly string[]) => {
    const plan = topology(...entries)
    return whileDown(plan, timesOf(plan)).length
  }

  it('comes after it if it stands after it', () => {
    expect(count(fault, reachable)).toBe(1)
    expect(count(reachable, fault)).toBe(0)
  })

  it('finds the node that is started again then', () => {
    expect(count(fault, start, reachable)).toBe(0)
  })

  it('is so already if the fault takes time to be noticed, and stands before it', () => {
    const cut = 'at: 1m, fault: cut, between: [alice, boot], for: 40s'
    const connection = 'at: 1m, expect: connection, from: alice, to: boot'
    const found = (...entries: readonly string[]) => {
      const plan = topology(...entries)
      return heldBefore(plan, timesOf(plan)).length
    }
    expect(found(cut, connection)).toBe(1)
    expect(found(connection, cut)).toBe(0)
  })
})

test('a topology as large as topo takes is looked at as a whole', () => {
  const groups = Array.from(
    { length: 40 },
    (_, index) => `  g${index}: { kind: peer, count: 24, relays: boot }`,
  )
  const entries = Array.from({ length: 900 }, (_, index) => [
    `  - { at: ${index + 10}s, fault: pause, node: "g${index % 40}-*", for: 20s }`,
    `  - { at: ${index + 10}s, expect: reservation, peer: "g${index % 40}-*", relay: boot }`,
  ])
  const text = ['name: x', 'stagger: 0s', 'nodes:', '  boot: { kind: boot-node }', ...groups, 'timeline:']
  const plan = planOf([...text, ...entries.flat()].join('\n'))
  expect(heldBefore(plan, timesOf(plan))).toHaveLength(900)
})

describe('the times of entries', () => {
  const plan = topology(
    'id: a, at: 10s, fault: restart, node: boot, down: 5s',
    'id: b, after: 1s, expect: reachable, from: alice, to: boot, within: 20s',
    'id: c, expect: connection, from: alice, to: boot',
    'id: d, at: 12s, expect: process, node: boot',
  )
  const times = timesOf(plan)
  const entry = (id: string) => {
    const found = plan.timeline.find((one) => one.id === id)
    if (found === undefined) throw new Error(`there is no entry ${id}`)
    return found
  }

  test('are as uncertain as the entries that they wait for', () => {
    expect(times.startOf(entry('b'))).toEqual({ from: 16_000, to: 16_000 })
    expect(times.startOf(entry('c'))).toEqual({ from: 16_000, to: 36_000 })
    expect(times.end).toBe(46_000)
  })

  test('differ by an exact time where one waits for the other', () => {
    expect(times.since(entry('a'), entry('b'))).toEqual({ from: 6000, to: 6000 })
    expect(times.since(entry('b'), entry('c'))).toEqual({ from: 0, to: 20_000 })
    expect(times.since(entry('c'), entry('d'))).toEqual({ from: -24_000, to: -4000 })
    expect(times.chainTo(entry('a'), entry('c'))?.map(({ id }) => id)).toEqual(['c', 'b'])
    expect(times.chainTo(entry('a'), entry('d'))).toBe(null)
  })
})
