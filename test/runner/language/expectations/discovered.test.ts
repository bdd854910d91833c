import { expect, test } from 'vitest'
import type { EventBody } from '../../../../src/events/event.ts'
import type { ExpectationPlan } from '../../../../src/runner/language/expectations/registry.ts'
import { ready } from '../../../fixtures/log-builder.ts'
import { type ObserverCase, observe } from '../../../fixtures/observe.ts'

const wanted = (point: readonly string[] | null = null): ExpectationPlan => ({
  kind: 'discovered',
  params: { by: ['alice'], peer: ['alice', 'bob'], namespace: 'chat', point },
})

function found({
  peer = 'bob',
  namespace = 'chat',
  at = 'boot',
  node = 'alice',
  expires = 60_000,
} = {}): EventBody {
  return { kind: 'rendezvous-discovered', node, at, namespace, peer, addresses: ['/a'], expires }
}

const up = ready('alice')
const exited = (node: string): EventBody => ({
  kind: 'node-exited',
  node,
  code: 0,
  signal: null,
  expected: true,
})

const cases: readonly ObserverCase[] = [
  ['holds when it was found', [up, found()], 'holds', 'alice discovered bob in chat at boot at 2s'],
  [
    'holds when it was found before the node was ready',
    [found(), up],
    'holds',
    'alice discovered bob in chat at boot at 1s',
  ],
  [
    'holds when it was found anew',
    [up, found({ expires: 1000 }), found()],
    'holds',
    'alice discovered bob in chat at boot at 3s',
  ],
  [
    'holds although the point has ended',
    [up, found(), exited('boot')],
    'holds',
    'alice discovered bob in chat at boot at 2s',
  ],
  [
    'holds while it lasts at one of two points',
    [up, found(), found({ at: 'other', expires: 3500 }), ready('carol')],
    'holds',
    'alice discovered bob in chat at boot at 2s',
  ],
  [
    'fails when the point has said that it is shorter',
    [up, found(), found({ expires: 3500 }), ready('carol')],
    'fails',
    'alice discovered bob in chat at boot at 3s, but that registration expired at 3.5s',
  ],
  ['fails when nobody was found', [up], 'fails', 'alice has not discovered bob'],
  [
    'fails when its time is over',
    [up, found({ expires: 3000 }), ready('carol')],
    'fails',
    'alice discovered bob in chat at boot at 2s, but that registration expired at 3s',
  ],
  [
    'fails when others were found, or found it',
    [up, found({ peer: 'carol' }), found({ namespace: 'games' }), found({ node: 'carol' })],
    'fails',
    'alice has not discovered bob',
  ],
  [
    'fails when the node has forgotten it',
    [up, found(), exited('alice'), up],
    'fails',
    'alice has not discovered bob',
  ],
  ['is pending while the node is not up', [found(), exited('alice')], 'pending', 'alice is not up'],
]

test.each(cases)('a discovery %s', (_title, events, state, reason) => {
  expect(observe(wanted(), events)).toMatchObject({ state, reason })
})

test.each([
  ['boot', 'holds'],
  ['other', 'fails'],
])('with a point, what was found there counts (%s: %s)', (point, state) => {
  expect(observe(wanted([point]), [up, found()]).state).toBe(state)
})

test('reasons tell times as reports do', () => {
  const { reason } = observe(wanted(), [up, found({ expires: 600_000 })], { before: 600_010 })
  expect(reason).toBe(
    'alice discovered bob in chat at boot at 10m 2.01s, but that registration expired at 10m',
  )
})
