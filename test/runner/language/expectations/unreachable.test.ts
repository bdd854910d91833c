import { expect, test } from 'vitest'
import { notReached, reached, untold } from '../../../fixtures/log-builder.ts'
import { entry, type ObserverCase, observe } from '../../../fixtures/observe.ts'

const cases: readonly ObserverCase[] = [
  [
    'holds when the dial fails',
    [notReached(entry, 'bob', 'alice')],
    'holds',
    'bob could not reach alice: NO_RESERVATION',
  ],
  [
    'fails when the dial succeeds',
    [reached(entry, 'bob', 'alice', null)],
    'fails',
    'bob reached alice directly',
  ],
  [
    'is undetermined when nobody could dial',
    [untold(entry, 'bob', 'alice')],
    'undetermined',
    'bob is paused',
  ],
  ['is pending without a dial', [], 'pending', 'no answer yet for bob to alice'],
]

test.each(cases)('unreachable %s', (_title, events, state, reason) => {
  const params = { from: ['bob'], to: ['alice'], path: null }
  expect(observe({ kind: 'unreachable', params }, events)).toMatchObject({ state, reason })
})
