import { expect, test } from 'vitest'
import type { EventBody, RendezvousStatus } from '../../../../src/events/event.ts'
import type { ExpectationPlan } from '../../../../src/runner/language/expectations/registry.ts'
import { ready } from '../../../fixtures/log-builder.ts'
import { type ObserverCase, observe } from '../../../fixtures/observe.ts'

type Outcome = Extract<EventBody, { kind: 'rendezvous-registration' }>['outcome']

const wanted = (
  state: 'held' | 'none' | 'refused' = 'held',
  peer: readonly string[] = ['alice'],
): ExpectationPlan => ({ kind: 'registered', params: { peer, point: ['boot'], namespace: 'chat', state } })

function told(outcome: Outcome, { peer = 'alice', namespace = 'chat', node = 'boot' } = {}): EventBody {
  const status: RendezvousStatus = outcome === 'refused' ? 'E_INVALID_TTL' : 'OK'
  return { kind: 'rendezvous-registration', node, peer, namespace, outcome, status, ttl: 0, held: 1 }
}

const up = ready('boot')
const exited = (node: string): EventBody => ({
  kind: 'node-exited',
  node,
  code: 0,
  signal: null,
  expected: true,
})
const is = 'alice is registered in chat at boot'
const isNot = 'alice is not registered in chat at boot'

const cases: readonly ObserverCase[] = [
  ['holds when it was accepted', [up, told('accepted')], 'holds', `${is}: boot accepted it at 2s`],
  ['holds when it was renewed', [up, told('renewed')], 'holds', `${is}: boot renewed it at 2s`],
  [
    'holds when only its renewal was refused',
    [up, told('accepted'), told('refused')],
    'holds',
    `${is}: boot refused it with E_INVALID_TTL at 3s`,
  ],
  [
    'holds although the peer has ended',
    [up, told('accepted'), exited('alice')],
    'holds',
    `${is}: boot accepted it at 2s`,
  ],
  ['fails when nobody asked', [up], 'fails', `${isNot}: alice has not asked boot`],
  ['fails when it expired', [up, told('accepted'), told('expired')], 'fails', `${isNot}: it expired at 3s`],
  [
    'fails when it was taken back',
    [up, told('accepted'), told('unregistered')],
    'fails',
    `${isNot}: alice took it back at 3s`,
  ],
  [
    'fails when the point has ended, and after it has come back',
    [up, told('accepted'), exited('boot'), up],
    'fails',
    `${isNot}: boot ended, and its registrations with it at 3s`,
  ],
  [
    'fails for another namespace, peer or point',
    [
      up,
      told('accepted', { namespace: 'games' }),
      told('accepted', { peer: 'bob' }),
      told('accepted', { node: 'other' }),
    ],
    'fails',
    `${isNot}: alice has not asked boot`,
  ],
  ['is pending before the point is up', [], 'pending', 'boot is not up'],
  [
    'cannot be told while the point is paused',
    [up, told('accepted'), { kind: 'node-paused', node: 'boot' }],
    'undetermined',
    'boot is paused and cannot be asked',
  ],
  [
    'can be told again when it goes on',
    [up, told('accepted'), { kind: 'node-paused', node: 'boot' }, { kind: 'node-resumed', node: 'boot' }],
    'holds',
    `${is}: boot accepted it at 2s`,
  ],
]

test.each(cases)('a registration %s', (_title, events, state, reason) => {
  expect(observe(wanted(), events)).toMatchObject({ state, reason })
})

test.each([
  ['none', [up], 'holds'],
  ['none', [up, told('accepted')], 'fails'],
  ['none', [up, told('refused')], 'holds'],
  ['refused', [up, told('refused')], 'holds'],
  ['refused', [up, told('refused'), told('accepted')], 'fails'],
  ['refused', [up, told('accepted'), told('refused')], 'holds'],
  ['refused', [up, told('accepted'), told('refused'), told('expired')], 'holds'],
  ['refused', [up, told('refused'), told('unregistered')], 'fails'],
] as const)('state %s after %j %s', (wantedState, events, state) => {
  expect(observe(wanted(wantedState), events).state).toBe(state)
})

test('every peer must be registered', () => {
  expect(observe(wanted('held', ['alice', 'bob']), [up, told('accepted')])).toMatchObject({
    state: 'fails',
    reason: 'bob is not registered in chat at boot: bob has not asked boot',
  })
})

test('a point among the peers need not be registered at itself', () => {
  expect(observe(wanted('held', ['boot', 'alice']), [up, told('accepted')]).state).toBe('holds')
})

test('reasons tell times as reports do', () => {
  expect(observe(wanted('held'), [up, told('accepted')], { before: 600_010 }).reason).toContain(
    'accepted it at 10m 2.01s',
  )
})
