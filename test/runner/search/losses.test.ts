import { expect, it } from 'vitest'
import type { TopoEvent } from '../../../src/events/event.ts'
import { loadTopology } from '../../../src/runner/language/plan/load.ts'
import { lossesIn } from '../../../src/runner/search/losses.ts'
import { patternOf } from '../../../src/runner/search/roles.ts'

type Part = Readonly<Record<string, unknown>>

const lost = { t: 100, kind: 'reservation-lost', node: 'alice', relay: 'boot', reason: 'closed' }
const made = { t: 10, kind: 'reservation-made', node: 'alice', relay: 'boot', renewal: false }
const closedBy = (node: string, t: number, connection = 'c1') => ({
  t,
  kind: 'connection-closed',
  connection,
  node,
  peer: node === 'alice' ? 'boot' : 'alice',
  path: { kind: 'direct' },
})
const cut = { kind: 'fault-applied', entry: 'tunnel', changes: [] }
const failed = { t: 100, kind: 'reservation-failed', node: 'alice', relay: 'boot', reason: 'full' }
const refused = { ...failed, reason: 'reservation failed with status RESERVATION_REFUSED' }
const exited = { t: 90, kind: 'node-exited', node: 'boot' }

const text = `
name: losses
nodes:
  boot: { kind: boot-node }
  other: { kind: boot-node }
  alice: { kind: peer, nat: symmetric, relays: boot, discoverRelays: 1 }
  bob: { kind: peer, relays: boot }
timeline:
  - { id: tunnel, at: 1m, fault: cut, between: [alice, boot], mode: blackhole, for: 20s }
  - { id: forgotten, at: 2m, fault: flush-nat, router: alice-router }
`
const loaded = loadTopology({ file: 'losses.yaml', text })
if (!loaded.ok) throw new Error(text)
const { plan } = loaded

function losses(
  parts: readonly Part[],
  evidence: readonly string[] = ['reservation-lost', 'reservation-failed'],
) {
  const log = parts.map((part, index) => ({ v: 1, n: index + 1, ...part }) as unknown as TopoEvent)
  return lossesIn(
    log.filter(({ kind }) => evidence.includes(kind)),
    { plan, log, pattern: patternOf(plan), named: ['alice'] },
  )
}

it.each<[string, readonly Part[], string]>([
  [
    'the peer gave up a silent connection',
    [made, lost, closedBy('alice', 100), closedBy('boot', 900)],
    'lost: the peer ends the connection',
  ],
  [
    'the relay closed the connection',
    [made, closedBy('boot', 90), lost, closedBy('alice', 100)],
    'lost: the relay ends the connection',
  ],
  [
    'the relay’s program ended',
    [made, exited, lost, closedBy('alice', 100)],
    'lost: the relay ends the connection',
  ],
  [
    'the peer gives up every connection',
    [
      made,
      lost,
      closedBy('alice', 100),
      ...[2, 3, 4, 5].map((one) => closedBy('alice', one * 10_000, `c${one}`)),
    ],
    'lost: the peer ends the connection, and the next ones',
  ],
  [
    'the relay closes three connections',
    [
      made,
      closedBy('boot', 90),
      lost,
      closedBy('alice', 100),
      closedBy('alice', 5000, 'c2'),
      closedBy('alice', 9000, 'c3'),
    ],
    'lost: the relay ends the connection',
  ],
  ['the connection stays', [made, lost], 'lost: the connection stays open (closed)'],
  [
    'the renewal failed, as the connection was about to end',
    [made, closedBy('boot', 90), lost, closedBy('alice', 300)],
    'lost: the relay ends the connection',
  ],
  [
    'nothing arrived before it',
    [made, { ...cut, t: 40 }, closedBy('boot', 90), lost, closedBy('alice', 100)],
    'lost: the connection ends after a silence',
  ],
  [
    'the router had forgotten the connection',
    [made, { ...cut, t: 40, entry: 'forgotten' }, closedBy('boot', 90), lost, closedBy('alice', 100)],
    'lost: the connection was dead',
  ],
  ['the relay was down', [failed], 'lost: the relay does not hear the first request'],
  ['the relay had refused it', [refused], 'lost: the relay refuses the first request'],
  ['a renewal was refused', [made, failed, lost], 'lost: the connection stays open (closed)'],
  [
    'the peer started again, and the relay refused it',
    [made, lost, { ...exited, node: 'alice' }, failed],
    'lost: the relay does not hear the first request',
  ],
  [
    'the silence was over long ago',
    [made, { ...cut, t: -100_000 }, closedBy('boot', 90), lost, closedBy('alice', 100)],
    'lost: the relay ends the connection',
  ],
  [
    'the peer had found the relay',
    [
      { ...made, relay: 'other' },
      { ...lost, relay: 'other' },
      { ...closedBy('alice', 100), peer: 'other' },
    ],
    'lost: the connection to a relay that the peer found ends',
  ],
])('a reservation is lost as %s', (_, log, phrase) => {
  expect(losses(log)).toEqual([phrase])
})

it('a reservation that was made again is not lost', () => {
  expect(losses([made, lost, closedBy('alice', 100), { ...made, t: 200 }])).toEqual([])
})

it('a peer without an address, one that nobody reaches, and one that the expectation names tell how they lost their reservations', () => {
  const log = [made, lost, closedBy('alice', 100)]
  const phrase = ['lost: the peer ends the connection']
  expect(losses([...log, { t: 300, kind: 'addresses', node: 'alice' }], ['addresses'])).toEqual(phrase)
  expect(losses([...log, { t: 300, kind: 'probe', from: 'bob', to: 'alice' }], ['probe'])).toEqual(phrase)
  expect(losses([...log, { t: 300, kind: 'probe', from: 'alice', to: 'bob' }], ['probe'])).toEqual([])
  const expired = { t: 300, kind: 'rendezvous-registration', node: 'boot', peer: 'alice' }
  expect(losses([...log, expired], ['rendezvous-registration'])).toEqual(phrase)
  expect(losses(log, [])).toEqual(phrase)
})
