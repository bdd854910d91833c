import { expect, test } from 'vitest'
import type { EventBody } from '../../../../src/events/event.ts'
import type { ExpectationPlan } from '../../../../src/runner/language/expectations/registry.ts'
import { notReached, reached, untold } from '../../../fixtures/log-builder.ts'
import { entry, type ObserverCase, observe } from '../../../fixtures/observe.ts'

const wanted: ExpectationPlan = {
  kind: 'matrix',
  params: {
    table: [
      { from: 'alice', to: 'bob', cell: 'relayed' },
      { from: 'alice', to: 'carol', cell: 'direct' },
      { from: 'bob', to: 'carol', cell: 'unreachable' },
    ],
  },
}
const relayed = reached(entry, 'alice', 'bob')
const direct = reached(entry, 'alice', 'carol', null)
const unreachable = notReached(entry, 'bob', 'carol')
const both: EventBody = {
  kind: 'probe',
  entry,
  from: 'alice',
  to: 'bob',
  outcome: 'reached',
  paths: [{ kind: 'relayed', relay: 'boot' }, { kind: 'direct' }],
  reason: '',
}

const cases: readonly ObserverCase[] = [
  [
    'holds when every cell is as in the table',
    [relayed, direct, unreachable],
    'holds',
    'alice to bob is relayed (and so for all 3 pairs)',
  ],
  ['is pending until every cell is filled', [relayed, direct], 'pending', 'no answer yet for bob to carol'],
  [
    'fails when a relayed pair has a direct path too',
    [both, direct, unreachable],
    'fails',
    'alice to bob should be relayed but is relayed through boot and directly',
  ],
  [
    'fails when an unreachable pair is reached',
    [relayed, direct, reached(entry, 'bob', 'carol')],
    'fails',
    'bob to carol should be unreachable but is relayed through boot',
  ],
  [
    'fails when a direct pair is not reached',
    [relayed, notReached(entry, 'alice', 'carol'), unreachable],
    'fails',
    'alice to carol should be direct but is unreachable (NO_RESERVATION)',
  ],
  [
    'is undetermined when a cell cannot be told',
    [relayed, direct, untold(entry, 'bob', 'carol')],
    'undetermined',
    'bob is paused',
  ],
]

test.each(cases)('a matrix %s', (_title, events, state, reason) => {
  expect(observe(wanted, events)).toMatchObject({ state, reason })
})

test('a matrix without cells never holds', () => {
  expect(observe({ kind: 'matrix', params: { table: [] } }, []).state).toBe('pending')
})
