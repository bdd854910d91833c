import { expect, test } from 'vitest'
import type { EventBody, RelayStatus } from '../../../../src/events/event.ts'
import { reserved } from '../../../fixtures/log-builder.ts'
import { type ObserverCase, observe } from '../../../fixtures/observe.ts'
import { reservation } from '../../../fixtures/plan-builder.ts'

type Answer = 'accepted' | 'refused' | 'expired' | 'disconnected' | 'dropped'
const atRelay = (outcome: Answer, status: RelayStatus = 'OK', peer = 'alice'): EventBody => ({
  kind: 'relay-reservation',
  node: 'boot',
  peer,
  outcome,
  status,
  byFault: false,
  held: 0,
})
const lost: EventBody = { kind: 'reservation-lost', node: 'alice', relay: 'boot', reason: 'closed' }
const failed: EventBody = { kind: 'reservation-failed', node: 'alice', relay: 'boot', reason: 'denied' }
const exited = (node: string): EventBody => ({
  kind: 'node-exited',
  node,
  code: 0,
  signal: null,
  expected: true,
})
const held = reserved('alice')
const refused = atRelay('refused', 'RESOURCE_LIMIT_EXCEEDED')

const heldCases: readonly ObserverCase[] = [
  [
    'holds when relay and peer have it',
    held,
    'holds',
    'alice holds a reservation on boot: boot accepted it at 1s',
  ],
  [
    'holds when one of two connections has closed, each with a reservation',
    [...held, atRelay('accepted'), atRelay('disconnected')],
    'holds',
    'alice holds a reservation on boot: it ended at boot with its connection at 4s',
  ],
  [
    'fails when the last connection with a reservation has closed',
    [...held, atRelay('disconnected')],
    'fails',
    'alice holds no reservation on boot: it ended at boot with its connection at 3s',
  ],
  [
    'fails when nobody asked',
    [],
    'fails',
    'alice holds no reservation on boot: alice has not asked boot for a reservation',
  ],
  [
    'fails when only the relay has it',
    held.slice(0, 1),
    'fails',
    'alice holds no reservation on boot: boot accepted it at 1s, but alice has not reported it',
  ],
  [
    'fails when only the peer has it',
    held.slice(1),
    'fails',
    'alice holds no reservation on boot: alice made it at 1s, but boot has not reported it',
  ],
  [
    'does not look at other peers',
    reserved('bob'),
    'fails',
    'alice holds no reservation on boot: alice has not asked boot for a reservation',
  ],
  [
    'fails when it expired',
    [...held, atRelay('expired')],
    'fails',
    'alice holds no reservation on boot: it expired at boot at 3s',
  ],
  [
    'fails when the relay forgot it',
    [...held, atRelay('dropped')],
    'fails',
    'alice holds no reservation on boot: boot dropped it at 3s',
  ],
  [
    'fails when the peer lost it',
    [...held, lost],
    'fails',
    'alice holds no reservation on boot: alice lost it (closed) at 3s',
  ],
  [
    'fails when the relay ended',
    [...held, exited('boot')],
    'fails',
    'alice holds no reservation on boot: boot ended, and its reservations with it at 3s',
  ],
  [
    'fails when the peer ended',
    [...held, exited('alice')],
    'fails',
    'alice holds no reservation on boot: alice ended at 3s',
  ],
  [
    'holds again after a second one',
    [...held, exited('boot'), lost, ...held],
    'holds',
    'alice holds a reservation on boot: boot accepted it at 5s',
  ],
]

test.each(heldCases)('a held reservation %s', (_title, events, state, reason) => {
  expect(observe(reservation(), events)).toMatchObject({ state, reason })
})

test('renewals are counted at the peer, and too few of them fail', () => {
  const twice = { min: 2, max: null }
  const renewed = reserved('alice', true)
  expect(observe(reservation({ renewals: twice }), [...held, ...renewed])).toMatchObject({
    state: 'fails',
    reason: 'alice holds a reservation on boot, but renewed 1 time: boot renewed it at 3s',
  })
  expect(observe(reservation({ renewals: twice }), [...held, ...renewed, ...renewed]).state).toBe('holds')
})

const noneCases: readonly ObserverCase[] = [
  [
    'holds when nobody asked',
    [],
    'holds',
    'alice holds no reservation on boot: alice has not asked boot for a reservation',
  ],
  [
    'holds when it was refused',
    [refused, failed],
    'holds',
    'alice holds no reservation on boot: boot refused it with RESOURCE_LIMIT_EXCEEDED at 1s',
  ],
  ['fails while it is held', held, 'fails', 'alice holds a reservation on boot: boot accepted it at 1s'],
]

test.each(noneCases)('no reservation %s', (_title, events, state, reason) => {
  expect(observe(reservation({ state: 'none' }), events)).toMatchObject({ state, reason })
})

test.each([
  ['holds after a refusal', null, [refused, failed], 'holds'],
  ['holds after a refusal with the status', 'RESOURCE_LIMIT_EXCEEDED', [refused], 'holds'],
  ['fails after a refusal with another status', 'PERMISSION_DENIED', [refused], 'fails'],
  ['fails when a later request was granted', null, [refused, ...held], 'fails'],
  ['holds when a renewal was refused though it is still held', null, [...held, refused], 'holds'],
  ['fails when nobody asked', null, [], 'fails'],
] as const)('a refused reservation %s', (_title, status, events, state) => {
  expect(observe(reservation({ state: 'refused', status }), events).state).toBe(state)
})

test('one peer of several without a reservation is named, and the others counted', () => {
  const peers = reservation({ peer: ['alice', 'bob', 'carol'] })
  expect(observe(peers, held)).toMatchObject({
    state: 'fails',
    reason: 'bob holds no reservation on boot: bob has not asked boot for a reservation (and 1 more)',
  })
})

test.each([
  ['that was never lost holds', 0, [...held], 'holds', 'longest gap 0s'],
  [
    'that was lost for as long as allowed holds',
    2000,
    [...held, lost, refused, ...held.slice(1)],
    'holds',
    'longest gap 2s',
  ],
  [
    'that was lost for longer fails, though it is held',
    1000,
    [...held, lost, refused, ...held.slice(1)],
    'fails',
    'longest gap 2s',
  ],
  [
    'counts nothing before it was first held',
    0,
    [refused, failed, refused, ...held],
    'holds',
    'longest gap 0s',
  ],
] as const)('a reservation %s', (_title, longestGap, events, state, gap) => {
  const seen = observe(reservation({ longestGap }), events)
  expect(seen.state).toBe(state)
  expect(seen.reason).toContain(`alice holds a reservation on boot, ${gap}: `)
})

test('a relay among the peers needs no reservation on itself', () => {
  const everybody = reservation({ peer: ['boot', 'alice'] })
  expect(observe(everybody, held).state).toBe('holds')
  expect(observe(everybody, []).state).toBe('fails')
})

test('reasons tell times as reports do', () => {
  const { reason } = observe(reservation({ longestGap: 300_000 }), [...held, lost], { before: 600_010 })
  expect(reason).toContain('alice lost it (closed) at 10m 3.01s')
})
