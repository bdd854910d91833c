import { expect, test } from 'vitest'
import type { EventBody } from '../../../../src/events/event.ts'
import type { ExpectationPlan } from '../../../../src/runner/language/expectations/registry.ts'
import { ready } from '../../../fixtures/log-builder.ts'
import { type ObserverCase, observe } from '../../../fixtures/observe.ts'

const wanted = (node: readonly string[] = ['alice']): ExpectationPlan => ({
  kind: 'nat-status',
  params: { node, status: 'public' },
})
const told = (status: 'public' | 'private' | 'unknown', address = '', node = 'alice'): EventBody => ({
  kind: 'nat-status',
  node,
  status,
  address,
})
const exited: EventBody = { kind: 'node-exited', node: 'alice', code: 0, signal: null, expected: true }
const address = '/ip4/31.45.0.11/tcp/4001'

const cases: readonly ObserverCase[] = [
  [
    'holds when it was told so',
    [told('public', address)],
    'holds',
    `the NAT status of alice is public (${address})`,
  ],
  [
    'holds when it was told so before it was ready',
    [told('public'), ready('alice')],
    'holds',
    'the NAT status of alice is public',
  ],
  ['is unknown at first', [ready('alice')], 'fails', 'the NAT status of alice is unknown'],
  [
    'fails when it is told otherwise',
    [told('public'), told('private')],
    'fails',
    'the NAT status of alice is private',
  ],
  ['is pending while the node is not up', [told('public', '', 'bob')], 'pending', 'alice is not up'],
  ['is pending when the node has ended', [told('public'), exited], 'pending', 'alice is not up'],
]

test.each(cases)('the NAT status %s', (_title, events, state, reason) => {
  expect(observe(wanted(), events)).toMatchObject({ state, reason })
})

test('one of several that fails goes before one that is pending', () => {
  expect(
    observe(wanted(['alice', 'bob', 'carol']), [told('public'), told('private', '', 'carol')]),
  ).toMatchObject({
    state: 'fails',
    reason: 'the NAT status of carol is private (and 1 more)',
  })
})
