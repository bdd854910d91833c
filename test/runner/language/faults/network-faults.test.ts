import { describe, expect, it } from 'vitest'
import { changesOf } from '../../../../src/runner/language/faults/fault.ts'
import { type FaultPlan, faults } from '../../../../src/runner/language/faults/registry.ts'
import { noChanges } from '../../../../src/runner/simulation/network/faults/changes.ts'
import { natPresets } from '../../../../src/runner/simulation/network/routes/nat-behaviour.ts'
import { applyTo, FakeSwitch } from '../../../fixtures/fake-switch.ts'

const between = { between: [['alice'], ['*']], from: null, to: null, oneWay: false }
const oneWay = { between: null, from: ['alice', 'bob'], to: ['boot'], oneWay: true }
const quality = { latency: 800, jitter: null, bandwidth: null, loss: 0 }
const [symmetric] = natPresets.symmetric

interface Row {
  readonly title: string
  readonly fault: FaultPlan
  readonly calls: readonly unknown[]
  readonly changes: readonly unknown[]
}

const rows: readonly Row[] = [
  {
    title: 'cut cuts both ways',
    fault: { kind: 'cut', params: { ...between, mode: 'refuse' } },
    calls: [['cut', { from: ['alice'], to: ['*'], oneWay: false, mode: 'refuse' }, 5000]],
    changes: [{ what: 'connections affected', count: 2 }],
  },
  {
    title: 'cut cuts one way',
    fault: { kind: 'cut', params: { ...oneWay, mode: 'blackhole' } },
    calls: [['cut', { from: ['alice', 'bob'], to: ['boot'], oneWay: true, mode: 'blackhole' }, 5000]],
    changes: [{ what: 'connections affected', count: 2 }],
  },
  {
    title: 'partition makes groups',
    fault: { kind: 'partition', params: { groups: [['alice'], ['bob', 'boot']], mode: 'blackhole' } },
    calls: [['partition', [['alice'], ['bob', 'boot']], 5000, 'blackhole']],
    changes: [{ what: 'connections closed', count: 1 }],
  },
  {
    title: 'link changes each pair, and only what is given',
    fault: { kind: 'link', params: { ...oneWay, ...quality } },
    calls: [
      ['setLink', { from: 'alice', to: 'boot', oneWay: true, latency: 800, loss: 0 }, 5000],
      ['setLink', { from: 'bob', to: 'boot', oneWay: true, latency: 800, loss: 0 }, 5000],
    ],
    changes: [{ what: 'paths changed', count: 4 }],
  },
  {
    title: 'flush-nat empties each router',
    fault: { kind: 'flush-nat', params: { router: ['home', 'cafe'] } },
    calls: [
      ['flushNat', 'home', 5000],
      ['flushNat', 'cafe', 5000],
    ],
    changes: [{ what: 'mappings lost', count: 6 }],
  },
  {
    title: 'set-nat replaces the NAT of each router',
    fault: { kind: 'set-nat', params: { router: ['home'], nat: symmetric } },
    calls: [['setNat', 'home', symmetric, 5000]],
    changes: [
      { what: 'NATs replaced', count: 1 },
      { what: 'mappings lost', count: 3 },
    ],
  },
  {
    title: 'map-port maps the same port of the node by default',
    fault: {
      kind: 'map-port',
      params: { router: ['home'], external: 4001, to: 'alice', port: null, told: true },
    },
    calls: [['mapPort', 'home', 4001, { host: 'alice', port: 4001 }]],
    changes: [{ what: 'port mappings made', count: 1 }],
  },
  {
    title: 'unmap-port maps the port of each router to no node',
    fault: { kind: 'unmap-port', params: { router: ['home', 'cafe'], external: 4001, told: false } },
    calls: [
      ['mapPort', 'home', 4001, null],
      ['mapPort', 'cafe', 4001, null],
    ],
    changes: [{ what: 'port mappings made', count: 2 }],
  },
  {
    title: 'restart-router restarts each router',
    fault: { kind: 'restart-router', params: { router: ['home', 'cafe'] } },
    calls: [
      ['restartRouter', 'home', 5000],
      ['restartRouter', 'cafe', 5000],
    ],
    changes: [{ what: 'mappings lost', count: 6 }],
  },
  {
    title: 'upnp changes what gateways tell',
    fault: { kind: 'upnp', params: { router: ['home'], enabled: true, externalAddress: '31.0.0.9' } },
    calls: [['setGateway', 'home', { enabled: true, externalAddress: '31.0.0.9' }]],
    changes: [{ what: 'gateways changed', count: 1 }],
  },
  {
    title: 'dns changes the answers of the name server',
    fault: {
      kind: 'dns',
      params: {
        name: ['a.example', 'b.example'],
        answer: 'true',
        delay: 5,
        nodes: [],
        addresses: ['31.0.0.1'],
      },
    },
    calls: [
      [
        'setNames',
        {
          names: ['a.example', 'b.example'],
          answer: 'true',
          delay: 5,
          addresses: ['31.0.0.1'],
          multiaddrs: [],
        },
      ],
    ],
    changes: [{ what: 'names changed', count: 2 }],
  },
  {
    title: 'move takes each node to a router',
    fault: { kind: 'move', params: { node: ['alice', 'bob'], behind: 'cafe' } },
    calls: [
      ['move', 'alice', 'cafe', 5000],
      ['move', 'bob', 'cafe', 5000],
    ],
    changes: [{ what: 'nodes moved', count: 2 }],
  },
]

describe.each(rows)('$title', ({ fault, calls, changes }) => {
  it('and reports its changes', async () => {
    const network = new FakeSwitch()
    expect((await applyTo(network, fault)).changes).toEqual(changes)
    expect(network.calls).toEqual(calls)
  })

  it('and undoes each part of it, if it can be undone', async () => {
    const network = new FakeSwitch()
    const { undo } = await applyTo(network, fault)
    expect(undo !== null).toBe(faults[fault.kind].reversible !== false)
    if (undo === null) return
    expect(await undo()).toEqual([{ what: 'deliveries held', count: calls.length }])
    expect(network.calls).toHaveLength(2 * calls.length)
  })

  it('and is a bug in topo where there is no virtual network', async () => {
    await expect(applyTo(null, fault)).rejects.toThrow('bug in topo')
  })
})

it('counts of 0 are left out', () => {
  expect(changesOf(noChanges)).toEqual([])
  expect(changesOf({ ...noChanges, listenersLost: 1 }, { ...noChanges, listenersLost: 2 })).toEqual([
    { what: 'listeners lost', count: 3 },
  ])
})
