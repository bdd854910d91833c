import { expect, test } from 'vitest'
import type { ExpectationPlan } from '../../../../src/runner/language/expectations/registry.ts'
import { notReached, reached, untold } from '../../../fixtures/log-builder.ts'
import { entry, type ObserverCase, observe } from '../../../fixtures/observe.ts'

const wanted: ExpectationPlan = {
  kind: 'reachable',
  params: { from: ['bob', 'carol'], to: ['alice'], path: 'relayed', via: ['boot'] },
}
const bob = reached(entry, 'bob', 'alice')
const carol = reached(entry, 'carol', 'alice')

const cases: readonly ObserverCase[] = [
  [
    'holds when every pair was reached',
    [bob, carol],
    'holds',
    'bob reached alice relayed through boot (and so for all 2 pairs)',
  ],
  ['is pending without a probe', [], 'pending', 'no answer yet for bob to alice (and 1 more of 2 pairs)'],
  ['is pending while a pair was not asked', [bob], 'pending', 'no answer yet for carol to alice'],
  [
    'does not look at the probes of another entry',
    [reached('2-other', 'bob', 'alice'), carol],
    'pending',
    'no answer yet for bob to alice',
  ],
  [
    'fails when one pair was not reached',
    [bob, notReached(entry, 'carol', 'alice')],
    'fails',
    'carol could not reach alice: NO_RESERVATION',
  ],
  [
    'fails when all pairs were not reached, and counts them',
    [notReached(entry, 'bob', 'alice'), notReached(entry, 'carol', 'alice')],
    'fails',
    'bob could not reach alice: NO_RESERVATION (and 1 more of 2 pairs)',
  ],
  [
    'fails when the path is another one',
    [reached(entry, 'bob', 'alice', null), carol],
    'fails',
    'bob reached alice only directly',
  ],
  [
    'fails when the relay is another one',
    [bob, reached(entry, 'carol', 'alice', 'other')],
    'fails',
    'carol reached alice only relayed through other',
  ],
  [
    'holds when the latest probe does',
    [notReached(entry, 'bob', 'alice'), bob, carol],
    'holds',
    'bob reached alice relayed through boot (and so for all 2 pairs)',
  ],
  [
    'fails when the latest probe does',
    [bob, carol, notReached(entry, 'bob', 'alice')],
    'fails',
    'bob could not reach alice: NO_RESERVATION',
  ],
  [
    'is undetermined when a dialler cannot dial',
    [bob, untold(entry, 'carol', 'alice')],
    'undetermined',
    'carol is paused',
  ],
  [
    'fails rather than being undetermined when one pair fails for sure',
    [notReached(entry, 'bob', 'alice'), untold(entry, 'carol', 'alice')],
    'fails',
    'bob could not reach alice: NO_RESERVATION',
  ],
]

test.each(cases)('reachable %s', (_title, events, state, reason) => {
  expect(observe(wanted, events)).toMatchObject({ state, reason })
})

test('reachable shows the probes that failed as evidence', () => {
  const events = [bob, notReached(entry, 'carol', 'alice')]
  expect(observe(wanted, events).evidence).toEqual([2])
})

test('reachable without path or relay takes any way', () => {
  const any = { from: ['bob'], to: ['alice'], path: null, via: null }
  expect(observe({ kind: 'reachable', params: any }, [reached(entry, 'bob', 'alice', null)]).state).toBe(
    'holds',
  )
})

test('reachable of a node from itself never holds, since no pair is probed', () => {
  const self = { from: ['alice'], to: ['alice'], path: null, via: null }
  expect(observe({ kind: 'reachable', params: self }, [])).toMatchObject({
    state: 'pending',
    reason: 'there is no pair to probe',
  })
})
