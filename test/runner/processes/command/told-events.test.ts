import { expect, it } from 'vitest'
import { asEvent } from '../../../../src/events/event-shape.ts'
import type { Tell } from '../../../../src/runner/language/values/tells.ts'
import { ToldEvents } from '../../../../src/runner/processes/command/told-events.ts'

const boot = '12D3KooWPdcRuT3nLdV4L52PdJey2toUUD24S8pQ9ohDWcQZKvvf'
const stranger = '12D3KooWGC6TvWhfapngX6wvJHMYvKpDMXPb3ZnCZ6dMoaMtimQ5'
const prober = '12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp'

/** The lines of rust-libp2p 0.56, printed with `{event:?}`, and of go-libp2p. */
const tells: readonly Tell[] = [
  {
    pattern: String.raw`ReservationReqAccepted \{ relay_peer_id: PeerId\("(?P<relay>\w+)"\), renewal: (?<renewal>true|false)`,
    event: 'reservation-made',
    with: {},
  },
  { pattern: '^reserved on (?<relay>\\S+)', event: 'reservation-made', with: {} },
  { pattern: '^reservation lost', event: 'reservation-lost', with: { relay: 'boot' } },
  {
    pattern: String.raw`ReservationReqDenied \{ src_peer_id: PeerId\("(?<peer>\w+)"\)(?:, status: (?<status>\w+))?`,
    event: 'relay-reservation',
    with: { outcome: 'refused' },
  },
  {
    pattern: 'ReservationTimedOut .*"(?<peer>\\w+)"',
    event: 'relay-reservation',
    with: { outcome: 'expired' },
  },
  { pattern: '^connected to (?<peer>\\S+) at (?<address>\\S+)', event: 'connection-opened', with: {} },
  { pattern: '^disconnected from (?<peer>\\S+)', event: 'connection-closed', with: {} },
  { pattern: '^Reachability: (?<status>\\w+)', event: 'nat-status', with: {} },
  {
    pattern: '^circuit (?<outcome>\\w+) (?<source>\\S+) (?<destination>\\S+)',
    event: 'relay-circuit',
    with: {},
  },
]

const told = () => new ToldEvents(tells, { names: { [boot]: 'boot' }, probers: new Set([prober]) })

it.each([
  [
    `Client(ReservationReqAccepted { relay_peer_id: PeerId("${boot}"), renewal: true, limit: None })`,
    { kind: 'reservation-made', relay: 'boot', renewal: true },
  ],
  [`reserved on /ip4/1.2.3.4/tcp/1/p2p/${boot}`, { kind: 'reservation-made', relay: 'boot', renewal: false }],
  [
    'reservation lost: closed',
    { kind: 'reservation-lost', relay: 'boot', reason: 'reservation lost: closed' },
  ],
  [
    `ReservationReqDenied { src_peer_id: PeerId("${stranger}"), status: ResourceLimitExceeded }`,
    {
      kind: 'relay-reservation',
      peer: stranger,
      outcome: 'refused',
      status: 'RESOURCE_LIMIT_EXCEEDED',
      byFault: false,
    },
  ],
  [
    `ReservationReqDenied { src_peer_id: PeerId("${stranger}") }`,
    { kind: 'relay-reservation', peer: stranger, outcome: 'refused', byFault: false },
  ],
  [
    `ReservationTimedOut { src_peer_id: PeerId("${stranger}") }`,
    { kind: 'relay-reservation', peer: stranger, outcome: 'expired', status: 'OK', byFault: false },
  ],
  [
    `connected to ${stranger} at /ip4/1.2.3.4/tcp/1/p2p/${boot}/p2p-circuit/p2p/${stranger}`,
    {
      kind: 'connection-opened',
      connection: 'c1',
      peer: stranger,
      path: { kind: 'relayed', relay: 'boot' },
      address: `/ip4/1.2.3.4/tcp/1/p2p/${boot}/p2p-circuit/p2p/${stranger}`,
    },
  ],
  [
    `connected to 16Uiu2HAkv5SSbXmPMnwFVcsvR7kp6n2K2dgBYxnP3rYHhj9PGuMa at /ip4/1.2.3.4/tcp/1`,
    {
      kind: 'connection-opened',
      connection: 'c1',
      peer: '16Uiu2HAkv5SSbXmPMnwFVcsvR7kp6n2K2dgBYxnP3rYHhj9PGuMa',
      path: { kind: 'direct' },
      address: '/ip4/1.2.3.4/tcp/1',
    },
  ],
  ['Reachability: Public', { kind: 'nat-status', status: 'public', address: '' }],
  [
    `circuit opened ${boot} ${stranger}`,
    { kind: 'relay-circuit', source: 'boot', destination: stranger, outcome: 'opened', status: 'OK' },
  ],
])('%s', (line, event) => {
  const found = told().take(line)
  expect(found).toEqual([event])
  expect(asEvent({ ...found[0], node: 'carol', n: 1, t: 0, wall: {} })).toBeTypeOf('object')
})

it.each([
  [
    'takes no part in the line',
    'reserve (?<peer>\\w+)(?: (?<outcome>accepted|refused))?',
    `reserve ${boot} denied`,
  ],
  ['is empty', 'reserve (?<outcome>accepted)(?<peer>\\w*)', 'reserve accepted'],
])('nothing but a note is told when the group of a required field %s', (_, pattern, line) => {
  const tell: Tell = { pattern, event: 'relay-reservation', with: {} }
  const events = new ToldEvents([tell], { names: {}, probers: new Set() })
  expect(events.take(line)).toMatchObject([{ kind: 'note' }])
  expect(events.take(line)).toEqual([])
})

it('a peer with the name of a property of every object is a peer like any other', () => {
  const tell: Tell = { pattern: '^lost (?<relay>\\w+)', event: 'reservation-lost', with: {} }
  const events = new ToldEvents([tell], { names: {}, probers: new Set() })
  expect(events.take('lost constructor')).toMatchObject([{ relay: 'constructor' }])
})

it.each([
  ['no pattern matches', 'ready'],
  ['a probe of topo’s own is connected', `connected to ${prober} at /ip4/127.0.0.1/tcp/1`],
  ['a connection is closed that never opened', `disconnected from ${stranger}`],
])('nothing is told when %s', (_, line) => {
  expect(told().take(line)).toEqual([])
})

it('a second reservation on the same relay is a renewal, but not after a loss', () => {
  const events = told()
  const renewals = [`reserved on ${boot}`, `reserved on ${boot}`, 'reservation lost', `reserved on ${boot}`]
    .flatMap((line) => events.take(line))
    .flatMap((event) => (event.kind === 'reservation-made' ? [event.renewal] : []))
  expect(renewals).toEqual([false, true, false])
})

it('a closed connection has the number and the path of the oldest open one to its peer', () => {
  const events = told()
  const lines = ['1', '2'].map((port) => `connected to ${stranger} at /ip4/1.2.3.4/tcp/${port}`)
  lines.push(`disconnected from ${stranger}`, `disconnected from ${stranger}`)
  expect(lines.flatMap((line) => events.take(line)).slice(2)).toEqual([
    { kind: 'connection-closed', connection: 'c1', peer: stranger, path: { kind: 'direct' } },
    { kind: 'connection-closed', connection: 'c2', peer: stranger, path: { kind: 'direct' } },
  ])
})

it('a value that no such event has is a note, once', () => {
  const events = told()
  const lines = [`circuit bent ${boot} ${stranger}`, `circuit bent ${boot} ${stranger}`]
  expect(lines.flatMap((line) => events.take(line))).toEqual([
    {
      kind: 'note',
      text: expect.stringMatching(/^`tells` \/\^circuit .*"bent" is no outcome of relay-circuit$/),
    },
  ])
})
