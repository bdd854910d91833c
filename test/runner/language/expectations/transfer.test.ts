import { expect, test } from 'vitest'
import type { EventBody } from '../../../../src/events/event.ts'
import type { ExpectationPlan } from '../../../../src/runner/language/expectations/registry.ts'
import { entry, type ObserverCase, observe } from '../../../fixtures/observe.ts'

type Transfer = Extract<EventBody, { kind: 'transfer' }>

function wanted(outcome: 'complete' | 'cut-off'): ExpectationPlan {
  return {
    kind: 'transfer',
    params: { from: ['bob'], to: ['alice'], bytes: 1000, path: 'relayed', via: null, over: 'new', outcome },
  }
}

function transfer(outcome: Transfer['outcome'], rest: Partial<Transfer> = {}): Transfer {
  const path = { kind: 'relayed', relay: 'boot' } as const
  const reason = outcome === 'complete' ? '' : 'the stream ended'
  const arrived = outcome === 'complete' ? 1000 : 400
  const base = { entry, from: 'bob', to: 'alice', bytes: 1000, path, arrived, reason }
  return { kind: 'transfer', ...base, outcome, ...rest }
}

const all = '1000 of 1000 bytes arrived from bob at alice relayed through boot'
const some = '400 of 1000 bytes arrived from bob at alice relayed through boot: the stream ended'
const other = transfer('complete', { entry: '2-other' })

const cases: readonly (readonly ['complete' | 'cut-off', ...ObserverCase])[] = [
  ['complete', 'holds when all has arrived', [transfer('complete')], 'holds', all],
  ['complete', 'fails when it was cut off', [transfer('cut-off')], 'fails', some],
  ['complete', 'fails when it took too long', [transfer('unfinished')], 'fails', some],
  ['complete', 'goes by the latest attempt', [transfer('cut-off'), transfer('complete')], 'holds', all],
  ['complete', 'is pending without an attempt', [other], 'pending', 'bob has sent alice nothing yet'],
  ['cut-off', 'holds when it was cut off', [transfer('cut-off')], 'holds', some],
  ['cut-off', 'fails when all has arrived', [transfer('complete')], 'fails', all],
  ['cut-off', 'fails when it only took too long', [transfer('unfinished')], 'fails', some],
  [
    'cut-off',
    'fails when the other was not there, for that is no limit',
    [transfer('not-reached', { path: null, reason: 'alice is down' })],
    'fails',
    'bob could not reach alice: alice is down',
  ],
  [
    'cut-off',
    'is undetermined when it could not be tried',
    [transfer('untold', { path: null, reason: 'bob is paused and cannot dial' })],
    'undetermined',
    'bob is paused and cannot dial',
  ],
]

test.each(cases)('with outcome %s, transfer %s', (outcome, _title, bodies, state, reason) => {
  expect(observe(wanted(outcome), bodies)).toMatchObject({ state, reason })
})
