import { expect, test } from 'vitest'
import type { EventBody, Path } from '../../../../src/events/event.ts'
import type { ExpectationPlan } from '../../../../src/runner/language/expectations/registry.ts'
import { loadTopology } from '../../../../src/runner/language/plan/load.ts'
import { type ObserverCase, observe } from '../../../fixtures/observe.ts'

const wanted: ExpectationPlan = { kind: 'upgraded', params: { from: ['alice'], to: ['bob'] } }
const opened = (connection: string, path: Path['kind'], peer = 'bob'): EventBody => ({
  kind: 'connection-opened',
  node: 'alice',
  connection,
  peer,
  direction: 'inbound',
  path: path === 'direct' ? { kind: path } : { kind: path, relay: 'boot' },
  address: '',
})
const closed = (connection: string): EventBody => ({
  kind: 'connection-closed',
  node: 'alice',
  connection,
  peer: 'bob',
  path: { kind: 'direct' },
})
const exited: EventBody = { kind: 'node-exited', node: 'alice', code: 0, signal: null, expected: true }
const [relayed, direct] = [opened('1', 'relayed'), opened('2', 'direct')]
const none = 'alice has had no relayed connection to bob'
const noDirect = 'alice has had a relayed connection to bob since 1s, and no direct one after it'

const cases: readonly ObserverCase[] = [
  [
    'holds after a relayed one',
    [relayed, direct],
    'holds',
    'alice has a direct connection to bob, 1s after a relayed one',
  ],
  [
    'holds when the relayed one is closed',
    [relayed, direct, closed('1')],
    'holds',
    'alice has a direct connection to bob, 1s after a relayed one',
  ],
  ['fails without a direct one', [relayed], 'fails', noDirect],
  [
    'fails when the direct one was there before',
    [opened('2', 'direct'), relayed],
    'fails',
    'alice has had a relayed connection to bob since 2s, and no direct one after it',
  ],
  [
    'fails when the direct one is closed',
    [relayed, direct, closed('2')],
    'fails',
    'alice lost its direct connection to bob at 3s',
  ],
  ['does not look at other peers', [relayed, opened('3', 'direct', 'carol')], 'fails', noDirect],
  ['is pending without a relayed one', [direct], 'pending', none],
  ['is pending when the node has ended', [relayed, direct, exited], 'pending', none],
]

test.each(cases)('an upgrade %s', (_title, events, state, reason) => {
  expect(observe(wanted, events)).toMatchObject({ state, reason })
})

test('both connections are the evidence of an upgrade', () => {
  expect(observe(wanted, [relayed, direct]).evidence).toEqual([1, 2])
})

test('reasons tell times as reports do', () => {
  expect(observe(wanted, [relayed], { before: 600_010 }).reason).toContain('since 10m 1.01s, and')
})

test('takes the two nodes as a pair, of which the first is `from`', () => {
  const text = [
    'name: x',
    'nodes:',
    '  boot: { kind: boot-node }',
    '  alice: { kind: peer, relays: boot }',
    '  bob: { kind: peer, relays: boot }',
    'timeline: [{ at: 1s, expect: upgraded, between: [alice, bob] }]',
  ]
  const loaded = loadTopology({ file: 'x.yaml', text: text.join('\n') })
  expect(
    loaded.ok && loaded.plan.timeline.map((entry) => 'expectation' in entry && entry.expectation),
  ).toEqual([wanted])
})
