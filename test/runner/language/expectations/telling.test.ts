import { expect, test } from 'vitest'
import type { EventBody } from '../../../../src/events/event.ts'
import type { ExpectationPlan } from '../../../../src/runner/language/expectations/registry.ts'
import { tellingOf } from '../../../../src/runner/language/expectations/telling-of.ts'
import type { Tell, ToldEventKind } from '../../../../src/runner/language/values/tells.ts'
import { reserved } from '../../../fixtures/log-builder.ts'
import { observe } from '../../../fixtures/observe.ts'
import { reservation } from '../../../fixtures/plan-builder.ts'

const tell = (event: ToldEventKind, fixed: Tell['with'] = {}): Tell => ({ pattern: 'x', event, with: fixed })

/** A relay `boot` and a peer `alice`: topo's own nodes, or programs with these `tells`. */
const nodes = (relay: readonly Tell[] | 'own' | 'agent', peer: readonly Tell[] | 'own') =>
  tellingOf({
    nodes: [
      {
        name: 'boot',
        kind: relay === 'own' ? 'boot-node' : 'command',
        agent: relay === 'agent',
        tells: listOf(relay),
      },
      { name: 'alice', kind: peer === 'own' ? 'peer' : 'command', tells: listOf(peer) },
    ],
  })

function listOf(tells: readonly Tell[] | string): readonly Tell[] {
  return typeof tells === 'string' ? [] : tells
}

const made: EventBody = { kind: 'reservation-made', node: 'alice', relay: 'boot', renewal: false }
const renewed: EventBody = { ...made, renewal: true }
const lost: EventBody = { kind: 'reservation-lost', node: 'alice', relay: 'boot', reason: 'closed' }
const failed = (reason: string): EventBody => ({
  kind: 'reservation-failed',
  node: 'alice',
  relay: 'boot',
  reason,
})
const atRelay = (outcome: 'accepted' | 'renewed' | 'refused' | 'expired', peer = 'alice'): EventBody => ({
  kind: 'relay-reservation',
  node: 'boot',
  peer,
  outcome,
  byFault: false,
})

/** Without the number of reservations, which a program does not tell. */
const ok = (outcome: 'accepted' | 'expired'): EventBody => ({
  kind: 'relay-reservation',
  node: 'boot',
  peer: 'alice',
  outcome,
  status: 'OK',
  byFault: false,
})
const circuit: EventBody = {
  kind: 'relay-circuit',
  node: 'boot',
  source: 'bob',
  destination: 'alice',
  outcome: 'opened',
  status: 'OK',
}

const accepts = tell('relay-reservation', { outcome: 'accepted' })
const expires = tell('relay-reservation', { outcome: 'expired' })
const refuses = tell('relay-reservation', { outcome: 'refused' })
const makes = tell('reservation-made')
const loses = tell('reservation-lost')
const silent: readonly Tell[] = []

test.each([
  ['a silent relay leaves it to the peer, which has it', silent, 'own', [made], 'holds'],
  ['a silent relay leaves it to the peer, which has lost it', silent, 'own', [made, lost], 'fails'],
  ['a silent relay leaves it to the peer, which never asked', silent, 'own', [], 'fails'],
  ['an agent that reports no reservations leaves it to the peer', 'agent', 'own', [made], 'holds'],
  ['an agent that reports others does not', 'agent', 'own', [made, atRelay('accepted', 'bob')], 'fails'],
  ['a silent peer leaves it to the relay, which has it', 'own', silent, [atRelay('accepted')], 'holds'],
  ['a silent peer leaves it to the relay, which has not', 'own', silent, [], 'fails'],
  ['two silent sides cannot tell', silent, silent, [], 'undetermined'],
  ['a peer that tells of gain and loss has it', silent, [makes, loses], [made], 'holds'],
  ['a peer that tells of gain and loss has lost it', silent, [makes, loses], [made, lost], 'fails'],
  ['a peer without a loss to tell may have lost it', silent, [makes], [made], 'undetermined'],
  ['a peer without a gain to tell may have it again', silent, [loses], [made, lost], 'undetermined'],
  ['a peer whose lines never matched cannot tell', silent, [makes, loses], [], 'undetermined'],
  [
    'a relay whose lines matched for another peer can',
    [accepts, expires],
    silent,
    [atRelay('accepted', 'bob')],
    'fails',
  ],
  ['a relay that tells of gain and loss', [accepts, expires], silent, [atRelay('accepted')], 'holds'],
  ['a relay that tells of gains alone', [accepts], silent, [atRelay('accepted')], 'undetermined'],
] as const)('a held reservation: %s', (_, relay, peer, events, state) => {
  expect(observe(reservation(), events, { telling: nodes(relay, peer) })).toMatchObject({ state })
})

test('two sides that tell must both have it', () => {
  const telling = nodes([accepts, expires], [makes, loses])
  const seen = (...events: readonly EventBody[]) => observe(reservation(), events, { telling }).state
  expect(seen(atRelay('accepted'), made)).toBe('holds')
  expect(seen(atRelay('accepted'), made, atRelay('expired'))).toBe('fails')
  expect(seen(atRelay('accepted'), made, lost)).toBe('fails')
})

test('the reason of two silent sides names both', () => {
  expect(observe(reservation(), [], { telling: nodes(silent, silent) }).reason).toBe(
    'alice and boot report too little about the reservation, so the verdict is unknown',
  )
})

test.each([
  ['the relay tells of refusals', [refuses], 'own', [atRelay('refused')], null, 'holds'],
  [
    'the relay does not tell the status',
    [refuses],
    'own',
    [atRelay('refused')],
    'PERMISSION_DENIED',
    'undetermined',
  ],
  [
    'the relay is silent, and the peer names the status',
    silent,
    'own',
    [failed('failed with status PERMISSION_DENIED')],
    'PERMISSION_DENIED',
    'holds',
  ],
  [
    'the relay is silent, and the peer has another',
    silent,
    'own',
    [failed('RESERVATION_REFUSED')],
    'PERMISSION_DENIED',
    'fails',
  ],
  [
    'the relay is silent, and the peer failed for another reason',
    silent,
    'own',
    [failed('timeout')],
    null,
    'undetermined',
  ],
  ['the relay is silent, and the peer has it', silent, 'own', [made], null, 'fails'],
  ['both are silent', silent, silent, [], null, 'undetermined'],
] as const)('a refused reservation: %s', (_, relay, peer, events, status, state) => {
  expect(
    observe(reservation({ state: 'refused', status }), events, { telling: nodes(relay, peer) }),
  ).toMatchObject({ state })
})

test('renewals that nobody tells of are unknown', () => {
  const once = reservation({ renewals: { min: 1, max: null } })
  const never = reservation({ renewals: { min: 0, max: 0 } })
  expect(observe(once, [made, renewed], { telling: nodes(silent, 'own') }).state).toBe('holds')
  expect(
    observe(once, [atRelay('accepted'), atRelay('renewed')], { telling: nodes('own', silent) }).state,
  ).toBe('holds')
  expect(observe(never, [atRelay('accepted')], { telling: nodes([accepts, expires], silent) }).state).toBe(
    'undetermined',
  )
})

test('renewals of a program whose line says that it is none are unknown', () => {
  const never = reservation({ renewals: { min: 0, max: 0 }, accordingTo: 'peer' })
  const state = (fixed: Tell['with']) =>
    observe(never, [made], { telling: nodes('own', [tell('reservation-made', fixed), loses]) }).state
  expect(state({ renewal: false })).toBe('undetermined')
  expect(state({ renewal: true })).toBe('holds')
  expect(state({})).toBe('holds')
})

test('a node outside of the plan reports nothing', () => {
  expect(tellingOf({ nodes: [] })('12D3KooWStranger')).toEqual([])
})

test('topo’s own nodes answer as before', () => {
  expect(observe(reservation(), reserved('alice'), { telling: nodes('own', 'own') }).state).toBe('holds')
})

const counted = (times: { min: number; max: number | null }, where = {}): ExpectationPlan => ({
  kind: 'event',
  params: { of: 'relay-reservation', node: ['boot'], where, times, in: 'total' },
})
const none = { min: 0, max: 0 }

test.each([
  ['none of a silent program', counted(none), silent, [], 'undetermined'],
  ['none of a program whose lines never matched', counted(none), [accepts], [], 'undetermined'],
  [
    'one of a program that tells them',
    counted({ min: 1, max: 1 }),
    [accepts],
    [atRelay('accepted')],
    'holds',
  ],
  ['none, but there is one', counted(none), [accepts], [atRelay('accepted')], 'fails'],
  [
    'at least one, and there is one',
    counted({ min: 1, max: null }),
    [accepts],
    [atRelay('accepted')],
    'holds',
  ],
  [
    'no refusals of a program that tells of acceptances alone',
    counted(none, { outcome: 'refused' }),
    [accepts],
    [atRelay('accepted')],
    'undetermined',
  ],
  [
    'no refusals of a program that tells of them',
    counted(none, { outcome: 'refused' }),
    [accepts, refuses],
    [atRelay('accepted')],
    'holds',
  ],
  ['none of a program with the protocol', counted(none), 'agent', [], 'holds'],
  [
    'no refusals with a status, but one without',
    counted(none, { outcome: 'refused', status: 'PERMISSION_DENIED' }),
    [accepts, refuses],
    [atRelay('accepted'), atRelay('refused')],
    'undetermined',
  ],
  [
    'no refusals with a status, and none at all',
    counted(none, { outcome: 'refused', status: 'PERMISSION_DENIED' }),
    [accepts, refuses],
    [atRelay('accepted')],
    'holds',
  ],
  [
    'no status of a program that tells only decisions which imply another',
    counted(none, { status: 'PERMISSION_DENIED' }),
    [accepts, expires],
    [ok('accepted')],
    'undetermined',
  ],
  [
    'a status that a decision implies',
    counted({ min: 1, max: 1 }, { outcome: 'accepted', status: 'OK' }),
    [accepts],
    [ok('accepted')],
    'holds',
  ],
  [
    'no value of a field that no line tells',
    counted(none, { held: 1 }),
    [accepts],
    [ok('accepted')],
    'undetermined',
  ],
  [
    'no value of a field that a program with the protocol leaves out',
    counted(none, { held: 1 }),
    'agent',
    [ok('accepted')],
    'undetermined',
  ],
  [
    'too few, although one lacks the field',
    counted({ min: 2, max: 2 }, { held: 1 }),
    [accepts],
    [ok('accepted')],
    'fails',
  ],
  [
    'enough, if the one that lacks the field counts',
    counted({ min: 1, max: 2 }, { held: 1 }),
    [accepts],
    [ok('accepted')],
    'undetermined',
  ],
  [
    'a field that is false of every program',
    counted(none, { byFault: true }),
    [accepts],
    [ok('accepted')],
    'holds',
  ],
] as const)('counted events: %s', (_, wanted, relay, events, state) => {
  expect(observe(wanted, events, { telling: nodes(relay, 'own') })).toMatchObject({ state })
})

const made0: ExpectationPlan = {
  kind: 'event',
  params: { of: 'reservation-made', node: ['alice'], where: { renewal: true }, times: none, in: 'total' },
}

test.each([
  ['a fixed value', { renewal: false }, 'undetermined'],
  ['no fixed value', {}, 'holds'],
] as const)('events with a value of a field: %s', (_, fixed, state) => {
  const telling = nodes('own', [tell('reservation-made', fixed)])
  expect(observe(made0, [made], { telling }).state).toBe(state)
})

test.each([
  ['nat-status', silent, [], 'undetermined', 'boot has told nothing of nat-status'],
  ['nat-status', [accepts], [ok('accepted')], 'undetermined', 'boot has told nothing of nat-status'],
  ['nat-status', 'agent', [], 'holds', 'seen 0 times'],
  ['nat-status', 'own', [], 'holds', 'seen 0 times'],
  ['relay-reservation', silent, [], 'undetermined', 'boot has told nothing of relay-reservation'],
  ['relay-circuit', [tell('relay-circuit', { outcome: 'opened' })], [circuit], 'fails', 'seen 1 time'],
  ['addresses', silent, [], 'holds', 'seen 0 times'],
  ['relay-unobserved', silent, [], 'holds', 'seen 0 times'],
  ['node-exited', silent, [], 'holds', 'seen 0 times'],
] as const)('no %s of all nodes, one of them a program', (of, relay, events, state, reason) => {
  const wanted: ExpectationPlan = {
    kind: 'event',
    params: { of, node: null, where: {}, times: none, in: 'total' },
  }
  const seen = observe(wanted, events, { telling: nodes(relay, 'own') })
  expect(seen.state).toBe(state)
  expect(seen.reason).toMatch(reason)
})

test.each([
  ['reason', 'opened', 'holds'],
  ['reason', 'closed', 'undetermined'],
] as const)('the %s of a circuit that is %s and has none', (field, outcome, state) => {
  const wanted: ExpectationPlan = {
    kind: 'event',
    params: { of: 'relay-circuit', node: ['boot'], where: { [field]: 'duration' }, times: none, in: 'total' },
  }
  const telling = nodes([tell('relay-circuit')], 'own')
  expect(observe(wanted, [{ ...circuit, outcome }], { telling }).state).toBe(state)
})

test.each([
  ['agent', 'holds'],
  [[tell('connection-opened')], 'undetermined'],
] as const)('an unlimited relayed connection of %j', (relay, state) => {
  const opened: EventBody = {
    kind: 'connection-opened',
    node: 'boot',
    connection: 'c1',
    peer: 'alice',
    path: { kind: 'relayed', relay: 'r' },
    address: '/ip4/1.2.3.4/tcp/1/p2p/r/p2p-circuit',
  }
  const wanted: ExpectationPlan = {
    kind: 'event',
    params: { of: 'connection-opened', node: ['boot'], where: { unlimited: true }, times: none, in: 'total' },
  }
  expect(observe(wanted, [opened], { telling: nodes(relay, 'own') }).state).toBe(state)
})
