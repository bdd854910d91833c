import { expect, test } from 'vitest'
import type { EventBody, EventKind } from '../../../../src/events/event.ts'
import { eventKinds } from '../../../../src/events/kinds.ts'
import { formatClock } from '../../../../src/runner/language/values/format-clock.ts'
import { formatEvent } from '../../../../src/runner/reports/text/format-event.ts'
import { formatClockShort, formatSpeed } from '../../../../src/runner/reports/text/format-time.ts'
import { notReached, reached, ready, reserved, untold } from '../../../fixtures/log-builder.ts'

const relayed = { kind: 'relayed', relay: 'boot' } as const
const change = { what: 'connections closed', count: 1 }
const at = 'alice'
const lease = {
  kind: 'port-lease',
  node: at,
  router: 'home',
  protocol: 'TCP',
  external: 4001,
  internal: '10.0.0.2:4001',
} as const
const reservation = { kind: 'relay-reservation', node: 'boot', peer: at, byFault: false, held: 2 } as const
const registration = {
  kind: 'rendezvous-registration',
  node: 'boot',
  peer: at,
  namespace: 'chat',
  status: 'OK',
  ttl: 0,
  held: 2,
} as const
const metric = { kind: 'metric', entry: '1-metric', node: 'boot', name: 'topo_connections' } as const
const circuit = { kind: 'relay-circuit', node: 'boot', source: 'bob', destination: at } as const

const sent = { kind: 'transfer', entry: '1', from: 'bob', to: 'alice', bytes: 2048 } as const

const ping = { kind: 'ping', entry: '1', from: 'bob', to: 'alice', reason: '' } as const

/** Events of a program that does not tell everything. */
const toldCases: readonly (readonly [EventBody, string])[] = [
  [
    {
      kind: 'connection-opened',
      node: at,
      connection: 'c1',
      peer: 'bob',
      path: { kind: 'direct' },
      address: '',
    },
    'alice is connected to bob, direct',
  ],
  [
    { kind: 'reservation-made', node: at, relay: 'boot', renewal: true },
    'alice renewed its reservation on boot',
  ],
  [
    { kind: 'relay-reservation', node: 'boot', peer: at, outcome: 'accepted', status: 'OK', byFault: false },
    'boot accepted the reservation of alice',
  ],
  [
    { kind: 'relay-reservation', node: 'boot', peer: at, outcome: 'refused', byFault: false },
    'boot refused a reservation to alice',
  ],
  [{ ...circuit, outcome: 'refused' }, 'boot refused a circuit from bob to alice'],
]

test.each(toldCases)('fields that a program does not tell are left out: %o', (event, words) => {
  expect(formatEvent(event)).toBe(words)
})

const cases: readonly (readonly [EventBody, string])[] = [
  [
    { ...ping, outcome: 'answered', paths: [{ kind: 'direct' }] },
    'alice answered bob over the open connection, direct',
  ],
  [
    { ...ping, outcome: 'silent', paths: [], reason: 'directly: no answer in 5000 ms' },
    'alice did not answer bob over the open connection: directly: no answer in 5000 ms',
  ],
  [
    { ...ping, outcome: 'untold', paths: [], reason: 'bob is paused' },
    'it is unknown whether alice answers bob: bob is paused',
  ],
  [
    { kind: 'run-started', topology: 'demo', seed: 7, clock: 'virtual', fabric: 'host' },
    'demo starts, seed 7, virtual clock, host fabric',
  ],
  [{ kind: 'run-ended', cause: 'finished', reason: '' }, 'the run is over'],
  [{ kind: 'run-ended', cause: 'failed', reason: 'no port' }, 'the run failed: no port'],
  [{ kind: 'run-ended', cause: 'interrupted', reason: 'SIGINT' }, 'the run ended early: SIGINT'],
  [{ kind: 'machine-stalled', milliseconds: 4200 }, 'the machine stood still for 4.2s'],
  [
    { kind: 'loopback-ignored', node: at, line: 'NoAddressesInReservation' },
    'alice does not count 127.0.0.1 as an address that others can dial: NoAddressesInReservation',
  ],
  [{ kind: 'node-starting', node: at, incarnation: 1 }, 'alice starts'],
  [{ kind: 'node-starting', node: at, incarnation: 2 }, 'alice starts again'],
  [{ kind: 'rendezvous-unobserved', node: 'boot' }, 'boot hides its rendezvous from topo'],
  [{ kind: 'relay-unobserved', node: 'boot' }, 'boot relays with code that topo cannot observe'],
  [ready(at), 'alice is ready at /ip4/198.51.100.7/tcp/4001/p2p/peer-id-of-alice'],
  [{ kind: 'node-failed', node: at, reason: 'no port', log: ['x'] }, 'alice failed: no port'],
  [
    { kind: 'node-exited', node: at, code: 1, signal: null, expected: false },
    'alice ended by itself (exit code 1)',
  ],
  [{ kind: 'node-exited', node: at, code: null, signal: 'SIGKILL', expected: true }, 'alice ended (SIGKILL)'],
  [{ kind: 'node-paused', node: at }, 'alice is paused'],
  [{ kind: 'node-resumed', node: at }, 'alice is resumed'],
  [{ kind: 'addresses', node: at, addresses: ['/a', '/b'] }, 'alice advertises /a, /b'],
  [{ kind: 'addresses', node: at, addresses: [] }, 'alice advertises no address'],
  [
    {
      kind: 'connection-opened',
      node: at,
      connection: '1',
      peer: 'bob',
      direction: 'inbound',
      path: relayed,
      address: '/a',
    },
    'alice was dialled by bob, relayed through boot (/a)',
  ],
  [
    {
      kind: 'connection-opened',
      node: at,
      connection: '1',
      peer: 'bob',
      direction: 'outbound',
      path: { kind: 'direct' },
      address: '/a',
    },
    'alice dialled bob, direct (/a)',
  ],
  [
    { kind: 'connection-closed', node: at, connection: '1', peer: 'bob', path: relayed },
    'alice lost a connection to bob, relayed through boot',
  ],
  ...reserved(at, true).map(
    (event, index) =>
      [
        event,
        ['boot renewed the reservation of alice (1 held)', 'alice renewed its reservation on boot, until 1h'][
          index
        ] ?? '',
      ] as const,
  ),
  [
    { kind: 'reservation-made', node: at, relay: 'boot', renewal: false, expires: 90_000 },
    'alice made a reservation on boot, until 1m 30s',
  ],
  [
    { kind: 'reservation-failed', node: at, relay: 'boot', reason: 'full' },
    'alice got no reservation on boot: full',
  ],
  [
    { kind: 'reservation-lost', node: at, relay: 'boot', reason: 'closed' },
    'alice lost its reservation on boot: closed',
  ],
  [
    {
      kind: 'recovery-attempt',
      node: at,
      relay: 'boot',
      cause: 'renewal-silent',
      attempt: 3,
      delay: 3836,
    },
    'alice asks boot again, attempt 3 after 3.836s: the renewal was not answered',
  ],
  [
    { ...reservation, outcome: 'refused', status: 'RESOURCE_LIMIT_EXCEEDED' },
    'boot refused a reservation to alice, RESOURCE_LIMIT_EXCEEDED (2 held)',
  ],
  [
    { ...reservation, outcome: 'refused', status: 'PERMISSION_DENIED', byFault: true },
    'boot refused a reservation to alice, PERMISSION_DENIED by a fault (2 held)',
  ],
  [{ ...reservation, outcome: 'expired', status: 'OK' }, 'the reservation of alice on boot expired (2 held)'],
  [
    { ...reservation, outcome: 'disconnected', status: 'OK' },
    'the reservation of alice on boot ended with its connection (2 held)',
  ],
  [
    { ...circuit, outcome: 'closed', status: 'OK', reason: 'duration' },
    'boot closed a circuit from bob to alice: it reached its time limit',
  ],
  [{ ...circuit, outcome: 'closed', status: 'OK' }, 'boot closed a circuit from bob to alice'],
  [{ ...circuit, outcome: 'opened', status: 'OK' }, 'boot opened a circuit from bob to alice'],
  [
    { ...circuit, outcome: 'refused', status: 'NO_RESERVATION' },
    'boot refused a circuit from bob to alice with NO_RESERVATION',
  ],
  [
    { kind: 'nat-status', node: at, status: 'public', address: '/ip4/1.2.3.4/tcp/1' },
    'alice learns that others can dial it at /ip4/1.2.3.4/tcp/1',
  ],
  [
    { kind: 'nat-status', node: at, status: 'private', address: '' },
    'alice learns that others cannot dial it',
  ],
  [{ kind: 'note', node: at, text: 'hi\u001b[2J' }, 'alice: hi\\x1b[2J'],
  [
    { ...lease, outcome: 'granted', expires: 3600000, reason: '' },
    'home maps its TCP port 4001 to alice (10.0.0.2:4001) by UPnP, until 1h',
  ],
  [
    { ...lease, outcome: 'renewed', expires: 3600000, reason: '' },
    'home goes on mapping its TCP port 4001 to alice, until 1h',
  ],
  [
    { ...lease, outcome: 'refused', expires: 0, reason: 'ConflictInMappingEntry' },
    'home refuses to map its TCP port 4001 to alice (10.0.0.2:4001): ConflictInMappingEntry',
  ],
  [
    { ...lease, outcome: 'ended', expires: 0, reason: 'its time is over' },
    'home maps its TCP port 4001 to alice no more: its time is over',
  ],
  [{ kind: 'fault-started', entry: '1-kill' }, 'fault 1-kill starts'],
  [
    { kind: 'fault-applied', entry: '1-kill', changes: [change, { ...change, count: 0 }] },
    'fault 1-kill applied (1 connection closed)',
  ],
  [
    { kind: 'fault-applied', entry: '1-kill', changes: [{ ...change, count: 0 }] },
    'fault 1-kill applied (no effect so far)',
  ],
  [
    { kind: 'fault-reverted', entry: '1-kill', changes: [change, { what: 'reservations lost', count: 2 }] },
    'fault 1-kill undone (1 connection closed, 2 reservations lost)',
  ],
  [{ kind: 'fault-failed', entry: '1-kill', reason: 'gone' }, 'fault 1-kill failed: gone'],
  [
    { kind: 'relay-in-use', entry: '1-kill', peer: 'alice', relays: ['one', 'two'], reason: '' },
    'relay-of(alice) in 1-kill: one, two',
  ],
  [
    { kind: 'relay-in-use', entry: '1-kill', peer: 'alice', relays: [], reason: '' },
    'relay-of(alice) in 1-kill: none: alice holds no reservation',
  ],
  [
    { kind: 'relay-in-use', entry: '1-kill', peer: 'go', relays: [], reason: 'go does not report' },
    'relay-of(go) in 1-kill: unknown: go does not report',
  ],
  [{ kind: 'expectation-started', entry: '1-log' }, 'expectation 1-log starts'],
  [{ kind: 'expectation-ended', entry: '1-log', cause: 'deadline' }, 'expectation 1-log ends (deadline)'],
  [reached('1', 'bob', at), 'bob reached alice, relayed through boot'],
  [notReached('1', 'bob', at, 'no route'), 'bob could not reach alice: no route'],
  [untold('1', 'bob', at), 'it is unknown whether bob reaches alice: bob is paused'],
  [
    { ...sent, outcome: 'complete', path: { kind: 'direct' }, arrived: 2048, reason: '' },
    'bob sends 2KiB to alice, direct: complete',
  ],
  [
    { ...sent, outcome: 'not-reached', path: null, arrived: 0, reason: 'no route' },
    'bob sends 2KiB to alice: not-reached after 0 bytes, no route',
  ],
  [{ kind: 'log-matched', entry: '1-log', node: at, line: 'a\nb' }, 'alice printed: a\\nb'],
  [
    {
      kind: 'rendezvous-registered',
      node: at,
      at: 'boot',
      namespace: 'chat',
      renewal: false,
      expires: 7_200_000,
    },
    'alice registered in chat at boot, until 2h',
  ],
  [
    {
      kind: 'rendezvous-registered',
      node: at,
      at: 'boot',
      namespace: 'chat',
      renewal: true,
      expires: 7_200_000,
    },
    'alice renewed its registration in chat at boot, until 2h',
  ],
  [
    {
      kind: 'rendezvous-discovered',
      node: at,
      at: 'boot',
      namespace: 'chat',
      peer: 'bob',
      addresses: ['/a'],
      expires: 0,
    },
    'alice discovered bob in chat at boot (/a)',
  ],
  [
    {
      kind: 'rendezvous-failed',
      node: at,
      at: 'boot',
      namespace: 'chat',
      request: 'discover',
      reason: 'E_INVALID_COOKIE',
    },
    'alice could not discover in chat at boot: E_INVALID_COOKIE',
  ],
  [{ ...registration, outcome: 'accepted' }, 'boot accepted the registration of alice in chat (2 held)'],
  [{ ...registration, outcome: 'renewed' }, 'boot renewed the registration of alice in chat (2 held)'],
  [
    { ...registration, outcome: 'refused', status: 'E_INVALID_TTL' },
    'boot refused to register alice in chat with E_INVALID_TTL (2 held)',
  ],
  [{ ...registration, outcome: 'expired' }, 'the registration of alice in chat at boot expired (2 held)'],
  [{ ...registration, outcome: 'unregistered' }, 'alice unregistered from chat at boot (2 held)'],
  [
    { kind: 'log-missed', entry: '1-log', node: at, line: 'got 8', printed: 540_000, others: 36 },
    'alice printed at 9m (no match): got 8',
  ],
  [
    { kind: 'resource', entry: '1', node: at, of: 'open-streams', outcome: 'read', value: 7, reason: '' },
    'alice has 7 open streams',
  ],
  [
    {
      kind: 'identify',
      entry: '1',
      from: at,
      to: 'boot',
      outcome: 'told',
      protocols: ['/ipfs/ping/1.0.0'],
      observed: '/ip4/5.16.0.10',
      reason: '',
    },
    'boot has told alice that it speaks 1 protocol, and sees it at /ip4/5.16.0.10',
  ],
  [
    { kind: 'kademlia-peer', node: at, peer: 'boot', outcome: 'added', held: 1 },
    'alice took boot into its routing table (1 held)',
  ],
  [{ ...metric, outcome: 'read', value: 3, reason: '' }, 'boot has 3 topo_connections'],
  [{ ...metric, outcome: 'read', value: null, reason: '' }, 'boot has no metric topo_connections'],
  [
    { ...metric, outcome: 'untold', value: null, reason: 'it is down' },
    'topo_connections of boot is unknown: it is down',
  ],
]

test.each(cases)('an event reads as a sentence: %#', (event, text) => {
  expect(formatEvent(event)).toBe(text)
})

test('the table above has every kind of event', () => {
  const covered = new Set<EventKind>(cases.map(([{ kind }]) => kind))
  expect(eventKinds.filter((kind) => !covered.has(kind))).toEqual([])
})

test.each([
  [0, '0s', '0s'],
  [0.4, '0s', '0s'],
  [250, '250ms', '0s'],
  [10_250, '10.25s', '10s'],
  [72_000, '1m 12s', '1m 12s'],
  [5_400_001, '1h 30m 0.001s', '1h 30m'],
  [90_061_000, '1d 1h 1m 1s', '1d 1h 1m 1s'],
])('the clock at %d ms reads %s, and %s when it is redrawn all the time', (time, exact, short) => {
  expect(formatClock(time)).toBe(exact)
  expect(formatClockShort(time)).toBe(short)
})

test.each([
  [10_800_000, 9000, 'x1200'],
  [18_400, 10_000, 'x1.8'],
  [10_000, 10_000, ''],
  [10_000, 0, ''],
])('%d ms of the run in %d ms are %j', (clock, wall, text) => {
  expect(formatSpeed(clock, wall)).toBe(text)
})
