/** Reversible faults that overlap: after each end, in any order, the latest of those that last is in force. */
import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import { Layers } from '../../../../src/base/layers.ts'
import type { RelayChange } from '../../../../src/protocol/boot-node-config.ts'
import { encodeNames, nameServer } from '../../../../src/protocol/names.ts'
import type { Effect, FaultContext } from '../../../../src/runner/language/faults/fault.ts'
import { type FaultPlan, faultOf } from '../../../../src/runner/language/faults/registry.ts'
import { presetRouters } from '../../../../src/runner/simulation/network/routes/router-config.ts'
import { applyTo } from '../../../fixtures/fake-switch.ts'
import { Lab } from '../../simulation/network/lab.ts'

/** A thing with a state that faults cover. */
interface Subject {
  readonly state: () => unknown
  readonly apply: (fault: FaultPlan) => Promise<Effect>
}

/** A relay that does what it is told, and falls asleep. */
function relay(stateOf: (relay: { limits: object; refusal: unknown; status: string }) => unknown): Subject {
  const seen = {
    limits: { maxReservations: 100, maxCircuits: 7 },
    refusal: null as unknown,
    status: 'running',
  }
  const handle = {
    get status() {
      return seen.status
    },
    whenStarted: async () => {},
    pause: () => {
      seen.status = 'paused'
    },
    resume: () => {
      seen.status = 'running'
    },
    changeRelay: async ({ limits, refusal }: RelayChange) => {
      const before = seen.limits
      seen.limits = { ...before, ...limits } as typeof before
      if (refusal !== undefined) seen.refusal = refusal
      return before
    },
  }
  const context = {
    node: () => handle,
    layers: new Layers(),
    count: () => () => 0,
  } as unknown as FaultContext
  return { state: () => stateOf(seen), apply: ({ kind, params }) => faultOf(kind).apply(context, params) }
}

/** Two hosts on the real switch: alice behind her home, boot on the public internet. */
function network(stateOf: (lab: Lab) => unknown): Subject {
  const routers = ['home', 'cafe', 'work', 'gym'].flatMap((name) => presetRouters(name, 'full-cone'))
  const lab = new Lab({ hosts: { alice: 'home', boot: null }, routers })
  return { state: () => stateOf(lab), apply: (fault) => applyTo(lab.net, fault) }
}

/** Milliseconds that a dial from alice takes; null: it gets no answer. */
function dialTime(lab: Lab): number | null {
  const start = lab.now
  lab.listen('boot', 4000 + lab.now)
  const id = lab.connect('alice', lab.address('boot'), 4000 + start)
  const news = lab.run(start + 2000)
  return (news.find((frame) => frame.host === 'alice' && frame.id === id)?.time ?? Number.NaN) - start
}

const between = { between: [['alice'], ['boot']], from: null, to: null, oneWay: false }
const quality = { jitter: null, bandwidth: null, loss: null }
const home = ['cafe', 'work', 'gym']

interface Row {
  readonly kind: string
  readonly subject: () => Subject
  /** The fault with the number 1, 2 or 3. */
  readonly fault: (number: number) => FaultPlan
  /** The state while that fault is the latest that lasts; 0: none lasts. */
  readonly during: (number: number) => unknown
}

const rows: readonly Row[] = [
  {
    kind: 'pause',
    subject: () => relay(({ status }) => status),
    fault: () => ({ kind: 'pause', params: { node: ['boot'] } }),
    during: (number) => (number === 0 ? 'running' : 'paused'),
  },
  {
    kind: 'set-relay',
    subject: () => relay(({ limits }) => limits),
    fault: (number) => ({ kind: 'set-relay', params: { relay: ['boot'], maxReservations: number } }),
    during: (number) => ({ maxReservations: number === 0 ? 100 : number, maxCircuits: 7 }),
  },
  {
    kind: 'set-relay to one value',
    subject: () => relay(({ limits }) => limits),
    fault: () => ({ kind: 'set-relay', params: { relay: ['boot'], maxReservations: 1 } }),
    during: (number) => ({ maxReservations: number === 0 ? 100 : 1, maxCircuits: 7 }),
  },
  {
    kind: 'refuse-reservations',
    subject: () => relay(({ refusal }) => refusal),
    fault: (number) => ({
      kind: 'refuse-reservations',
      params: { relay: ['boot'], peers: null, status: statuses[number] ?? 'PERMISSION_DENIED', which: 'all' },
    }),
    during: (number) => (number === 0 ? null : { status: statuses[number], which: 'all', peers: null }),
  },
  {
    kind: 'move',
    subject: () => network((lab) => lab.address('alice').split('.').slice(0, 3).join('.')),
    fault: (number) => ({ kind: 'move', params: { node: ['alice'], behind: home[number - 1] ?? null } }),
    during: (number) => prefixes[number],
  },
  {
    kind: 'dns',
    subject: () =>
      network((lab) => {
        const socket = lab.bind('alice', 9000 + lab.now)
        const question = encodeNames({ id: 1, name: 'x.example', type: 'A' })
        lab.datagram('alice', socket, nameServer.address, nameServer.port, Buffer.from(question).toString())
        return /"records":\["(.*)"\]/.exec(lab.run(lab.now + 100).at(-1)?.text ?? '')?.[1]
      }),
    fault: (number) => ({
      kind: 'dns',
      params: { name: ['*'], answer: 'true', delay: 0, nodes: [], addresses: [`31.0.0.${number}`] },
    }),
    during: (number) => (number === 0 ? undefined : `31.0.0.${number}`),
  },
  {
    kind: 'map-port',
    subject: () =>
      network((lab) =>
        lab.net
          .snapshot(lab.now)
          .mappings.flatMap(({ protocol, internal }) => (protocol === 'tcp' ? internal.split(':')[1] : [])),
      ),
    fault: (number) => ({
      kind: 'map-port',
      params: { router: ['home'], external: 4001, to: 'alice', port: 4000 + number, told: false },
    }),
    during: (number) => (number === 0 ? [] : [String(4000 + number)]),
  },
  {
    kind: 'link',
    subject: () => network(dialTime),
    fault: (number) => ({ kind: 'link', params: { ...between, ...quality, latency: 100 * number } }),
    during: (number) => (number === 0 ? 20 : 200 * number),
  },
  {
    kind: 'cut',
    subject: () => network(dialTime),
    fault: () => ({ kind: 'cut', params: { ...between, mode: 'blackhole' } }),
    during: (number) => (number === 0 ? 20 : Number.NaN),
  },
]

const statuses = [undefined, 'RESERVATION_REFUSED', 'RESOURCE_LIMIT_EXCEEDED', 'PERMISSION_DENIED'] as const
/** The networks behind the routers, as the switch numbers them. */
const prefixes = [0, 1, 2, 3].map((index) => {
  const routers = ['home', 'cafe', 'work', 'gym'].flatMap((name) => presetRouters(name, 'full-cone'))
  const lab = new Lab({
    hosts: { alice: ['home', 'cafe', 'work', 'gym'][index] ?? null, boot: null },
    routers,
  })
  return lab.address('alice').split('.').slice(0, 3).join('.')
})
const orders = [
  [1, 2, 3],
  [1, 3, 2],
  [2, 1, 3],
  [2, 3, 1],
  [3, 1, 2],
  [3, 2, 1],
] as const

describe.each(rows)('three overlapping faults: $kind', ({ subject, fault, during }) => {
  it.each(orders)('end in the order %i, %i, %i', async (...order) => {
    const { state, apply } = subject()
    expect(state()).toEqual(during(0))
    const undos = new Map<number, Effect['undo']>()
    for (const number of [1, 2, 3]) {
      undos.set(number, (await apply(fault(number))).undo)
      expect(state()).toEqual(during(number))
    }
    for (const number of order) {
      await undos.get(number)?.()
      undos.delete(number)
      expect(state()).toEqual(during(Math.max(0, ...undos.keys())))
    }
  })
})
