import { expect, test } from 'vitest'
import type { EventBody } from '../../../../src/events/event.ts'
import type { ExpectationPlan } from '../../../../src/runner/language/expectations/registry.ts'
import { type ObserverCase, observe } from '../../../fixtures/observe.ts'

type Params = Extract<ExpectationPlan, { kind: 'addresses' }>['params']

function wanted(rest: Partial<Params> = {}): ExpectationPlan {
  const params: Params = { node: ['alice'], path: null, via: null, state: 'present', longestGap: null }
  return { kind: 'addresses', params: { ...params, ...rest } }
}

const direct = '/ip4/31.45.0.11/tcp/4001/p2p/id-of-alice'
const inside = '/ip4/10.0.0.2/tcp/4001/p2p/id-of-alice'
const relayed = '/ip4/5.16.0.10/tcp/4001/p2p/id-of-boot/p2p-circuit/p2p/id-of-alice'
const addresses = (...list: string[]): EventBody => ({ kind: 'addresses', node: 'alice', addresses: list })
const ready = (node: string, ...list: string[]): EventBody => ({
  kind: 'node-ready',
  node,
  incarnation: 1,
  peerId: `id-of-${node}`,
  addresses: list,
})
const exited: EventBody = { kind: 'node-exited', node: 'alice', code: 0, signal: null, expected: true }
const [boot, other] = [ready('boot'), ready('other')]

const any: readonly ObserverCase[] = [
  ['holds with a public one', [addresses(direct)], 'holds', `alice advertises ${direct}`],
  ['holds with a relayed one', [addresses(inside, relayed)], 'holds', `alice advertises ${relayed}`],
  [
    'holds with one that it has when it is ready',
    [ready('alice', direct)],
    'holds',
    `alice advertises ${direct}`,
  ],
  ['fails when nothing was said', [], 'fails', 'alice advertises no address'],
  ['fails with those of the inside alone', [addresses(inside)], 'fails', 'alice advertises no address'],
  ['fails when it was withdrawn', [addresses(direct), addresses()], 'fails', 'alice advertises no address'],
  ['fails when the node ended', [addresses(direct), exited], 'fails', 'alice advertises no address'],
  ['does not look at other nodes', [ready('bob', direct)], 'fails', 'alice advertises no address'],
]

test.each(any)('an address %s', (_title, events, state, reason) => {
  expect(observe(wanted(), events)).toMatchObject({ state, reason })
})

test.each([
  ['127.0.0.1', 'fails'],
  ['192.168.1.2', 'fails'],
  ['100.64.0.2', 'fails'],
  ['169.254.3.4', 'fails'],
  ['203.0.113.9', 'fails'],
  ['31.45.0.11', 'holds'],
])('a direct address with %s %s', (address, state) => {
  expect(observe(wanted({ path: 'direct' }), [addresses(`/ip4/${address}/tcp/4001`)]).state).toBe(state)
})

test.each([
  ['::1', 'fails'],
  ['fe80::1', 'fails'],
  ['fd00::1', 'fails'],
  ['2a01:100::1', 'holds'],
])('a direct address with %s %s', (address, state) => {
  expect(observe(wanted({ path: 'direct' }), [addresses(`/ip6/${address}/tcp/4001`)]).state).toBe(state)
})

test.each([
  ['through the relay holds', ['boot'], [boot, addresses(relayed)], 'holds', `alice advertises ${relayed}`],
  [
    'through another relay fails',
    ['other'],
    [boot, other, addresses(relayed)],
    'fails',
    'alice advertises no relayed address through other',
  ],
  [
    'that is direct fails',
    ['boot'],
    [boot, addresses(direct)],
    'fails',
    'alice advertises no relayed address through boot',
  ],
] as const)('a relayed address %s', (_title, via, events, state, reason) => {
  expect(observe(wanted({ path: 'relayed', via }), events)).toMatchObject({ state, reason })
})

test('absent is the opposite of present', () => {
  const absent = wanted({ state: 'absent', path: 'relayed' })
  expect(observe(absent, [addresses(direct)]).state).toBe('holds')
  expect(observe(absent, [addresses(relayed)])).toMatchObject({
    state: 'fails',
    reason: `alice advertises ${relayed}`,
  })
})

test.each([
  ['no longer than allowed holds', 2000, 'holds', `alice advertises ${direct}, longest gap 2s`],
  ['longer than allowed fails', 1000, 'fails', `alice advertises ${direct}, longest gap 2s`],
] as const)('a gap %s', (_title, longestGap, state, reason) => {
  const events = [addresses(), addresses(direct), addresses(), addresses(inside), addresses(direct)]
  expect(observe(wanted({ longestGap }), events)).toMatchObject({ state, reason })
})

test('addresses without a node are pending', () => {
  expect(observe(wanted({ node: [] }), [])).toMatchObject({ state: 'pending', reason: 'nothing to look at' })
})
