/** The facts of every fault. Fields that a row leaves out say that the fault has no such effect. */
import { describe, expect, it } from 'vitest'
import type { FaultFacts } from '../../../../src/runner/language/faults/facts.ts'
import {
  type FaultKind,
  type FaultPlan,
  factsOf,
  faults,
} from '../../../../src/runner/language/faults/registry.ts'
import { natPresets } from '../../../../src/runner/simulation/network/routes/nat-behaviour.ts'

const none: FaultFacts = {
  takes: 0,
  ends: [],
  starts: [],
  libp2p: null,
  disconnects: null,
  silences: null,
  links: null,
  relays: null,
  unsettles: [],
}
const node = ['alice', 'bob']
const relay = ['boot']
const peers = ['alice']
const between = { between: [['alice'], ['home', '*']], from: null, to: null, oneWay: false }
const oneWay = { between: null, from: ['alice'], to: ['boot'], oneWay: true }
const quality = { latency: 250, jitter: 50, bandwidth: null, loss: null }
const groups = [['alice'], ['bob', 'home']]
const around = (...machines: readonly string[]) => ({ kind: 'around', machines }) as const
const sides = (left: readonly string[], right: readonly string[]) => ({ kind: 'sides', left, right }) as const
const [symmetric] = natPresets.symmetric

interface Row {
  readonly fault: FaultPlan
  readonly facts: Partial<FaultFacts>
}

const rows: readonly Row[] = [
  { fault: { kind: 'stop', params: { node } }, facts: { ends: node } },
  { fault: { kind: 'kill', params: { node } }, facts: { ends: node } },
  {
    fault: { kind: 'power-loss', params: { node } },
    facts: { ends: node, silences: { between: around(...node), onlyDelays: false } },
  },
  { fault: { kind: 'start', params: { node } }, facts: { starts: node } },
  {
    fault: { kind: 'restart', params: { node, down: 2000, libp2p: null, how: 'kill' } },
    facts: { takes: 2000, ends: node, starts: node },
  },
  {
    fault: { kind: 'restart', params: { node, down: 0, libp2p: null, how: 'power-loss' } },
    facts: { ends: node, starts: node, silences: { between: around(...node), onlyDelays: false } },
  },
  {
    fault: { kind: 'restart', params: { node, down: 0, libp2p: '2.10.0', how: 'stop' } },
    facts: { ends: node, starts: node, libp2p: '2.10.0' },
  },
  {
    fault: { kind: 'pause', params: { node } },
    facts: { silences: { between: around(...node), onlyDelays: true } },
  },
  { fault: { kind: 'resume', params: { node } }, facts: {} },
  {
    fault: { kind: 'disconnect', params: { node, from: relay } },
    facts: { disconnects: sides(node, relay) },
  },
  { fault: { kind: 'dial', params: { node, to: relay, addresses: 'advertised' } }, facts: {} },
  {
    fault: {
      kind: 'refuse-reservations',
      params: { relay, peers, status: 'RESERVATION_REFUSED', which: 'renewals' },
    },
    facts: { relays: { kind: 'refuses', relays: relay, peers, which: 'renewals' } },
  },
  {
    fault: { kind: 'drop-reservations', params: { relay, peers: null } },
    facts: { relays: { kind: 'forgets', relays: relay, peers: null } },
  },
  {
    fault: { kind: 'set-relay', params: { relay, maxReservations: null } },
    facts: { relays: { kind: 'limits', relays: relay, limits: { maxReservations: null } } },
  },
  {
    fault: { kind: 'set-relay', params: { relay, reservationDuration: 60_000 } },
    facts: {
      relays: { kind: 'limits', relays: relay, limits: { reservationDuration: 60_000 } },
      unsettles: relay,
    },
  },
  {
    fault: { kind: 'cut', params: { ...between, mode: 'blackhole' } },
    facts: { silences: { between: sides(['alice'], ['home', '*']), onlyDelays: true } },
  },
  {
    fault: { kind: 'cut', params: { ...oneWay, mode: 'blackhole' } },
    facts: { silences: { between: sides(['alice'], ['boot']), onlyDelays: true } },
  },
  { fault: { kind: 'cut', params: { ...between, mode: 'refuse' } }, facts: {} },
  {
    fault: { kind: 'partition', params: { groups, mode: 'blackhole' } },
    facts: { silences: { between: { kind: 'groups', groups }, onlyDelays: true } },
  },
  { fault: { kind: 'partition', params: { groups, mode: 'refuse' } }, facts: {} },
  {
    fault: { kind: 'link', params: { ...between, ...quality } },
    facts: { links: { ends: between, slowest: 300 } },
  },
  {
    fault: { kind: 'link', params: { ...oneWay, ...quality, latency: null, jitter: null, loss: 0.1 } },
    facts: { links: { ends: oneWay, slowest: 0 } },
  },
  {
    fault: { kind: 'flush-nat', params: { router: ['home'] } },
    facts: { silences: { between: around('home'), onlyDelays: false } },
  },
  {
    fault: { kind: 'set-nat', params: { router: ['home'], nat: symmetric } },
    facts: { silences: { between: around('home'), onlyDelays: false } },
  },
  {
    fault: { kind: 'move', params: { node, behind: 'cafe' } },
    facts: { silences: { between: around(...node), onlyDelays: false } },
  },
  {
    fault: {
      kind: 'map-port',
      params: { router: ['home'], external: 4001, to: 'alice', port: null, told: true },
    },
    facts: {},
  },
  { fault: { kind: 'unmap-port', params: { router: ['home'], external: 4001, told: true } }, facts: {} },
  {
    fault: {
      kind: 'dns',
      params: { name: ['*'], answer: 'silence', delay: 0, nodes: [], addresses: [] },
    },
    facts: {},
  },
  { fault: { kind: 'upnp', params: { router: ['home'], enabled: false, externalAddress: null } }, facts: {} },
  {
    fault: { kind: 'restart-router', params: { router: ['home'] } },
    facts: { silences: { between: { kind: 'around', machines: ['home'] }, onlyDelays: false } },
  },
  { fault: { kind: 'clock-skew', params: { node, by: -1000 } }, facts: { unsettles: node } },
]

describe('the facts of a fault', () => {
  it.each(rows)('follow from its parameters: $fault.kind $fault.params', ({ fault, facts }) => {
    expect(factsOf(fault)).toEqual({ ...none, ...facts })
  })

  it('are in the table for every kind', () => {
    const kinds = new Set(rows.map(({ fault }) => fault.kind))
    expect([...kinds].sort()).toEqual(Object.keys(faults).sort())
  })
})

it.each<[kind: FaultKind, asks: readonly string[]]>([
  ['disconnect', ['node']],
  ['dial', ['node']],
  ['kill', []],
  ['link', []],
])('the nodes that %s asks to act are those of %j', (kind, asks) => {
  expect(faults[kind].asks).toEqual(asks)
})
