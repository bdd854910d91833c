import { expect, test } from 'vitest'
import { Layers } from '../../../../src/base/layers.ts'
import type { RelayChange } from '../../../../src/protocol/boot-node-config.ts'
import { profiles } from '../../../../src/protocol/profiles.ts'
import { renderDiagnostics } from '../../../../src/runner/language/diagnostics/render.ts'
import type { FaultContext } from '../../../../src/runner/language/faults/fault.ts'
import { type FaultPlan, faultOf } from '../../../../src/runner/language/faults/registry.ts'
import { loadTopology } from '../../../../src/runner/language/plan/load.ts'
import {
  NodeGoneError,
  type NodeHandle,
  type NodeStatus,
} from '../../../../src/runner/simulation/node-handle.ts'

/** A relay that writes down what it is asked, and answers as one with two reservations does. */
class Relay {
  status: NodeStatus = 'running'
  limits = profiles['calimero-boot-node'].relay
  readonly asked: unknown[] = []
  readonly layers = new Layers()

  readonly handle = {
    whenStarted: async () => {},
    changeRelay: async (change: RelayChange) => {
      this.asked.push(change)
      const before = this.limits
      this.limits = { ...before, ...change.limits }
      return this.status === 'running' ? before : null
    },
    request: async (...request: unknown[]) => {
      this.asked.push(request)
      return { dropped: 2 }
    },
  }
}

function applyTo(relay: Relay, { kind, params }: FaultPlan) {
  const node = (name: string) =>
    name === 'boot'
      ? (Object.assign(relay.handle, { status: relay.status }) as unknown as NodeHandle)
      : ({ peerId: `peer-id-of-${name}` } as NodeHandle)
  const context = { node, layers: relay.layers, count: () => () => 0 } as unknown as FaultContext
  return faultOf(kind).apply(context, params)
}

const setRelay = (limits: object): FaultPlan => ({
  kind: 'set-relay',
  params: { relay: ['boot'], ...limits },
})
const drop: FaultPlan = { kind: 'drop-reservations', params: { relay: ['boot'], peers: ['alice'] } }

test('drop-reservations counts the forgotten reservations', async () => {
  const relay = new Relay()
  expect(await applyTo(relay, drop)).toEqual({
    changes: [{ what: 'reservations dropped', count: 2 }],
    undo: null,
  })
  expect(relay.asked).toEqual([['drop-reservations', { peerIds: ['peer-id-of-alice'] }]])
})

test.each<[FaultPlan, string]>([
  [drop, 'reservations dropped'],
  [{ kind: 'disconnect', params: { node: ['boot'], from: ['alice'] } }, 'connections closed'],
])('$0.kind changes nothing on a node that ends before it answers', async (fault, what) => {
  const relay = new Relay()
  relay.handle.request = () => Promise.reject(new NodeGoneError('boot ended'))
  expect(await applyTo(relay, fault)).toEqual({ changes: [{ what, count: 0 }], undo: null })
})

test.each<FaultPlan>([drop, { kind: 'disconnect', params: { node: ['boot'], from: ['alice'] } }])(
  '$kind fails when the node tells an error',
  async (fault) => {
    const relay = new Relay()
    relay.handle.request = () => Promise.reject(new Error('no such peer'))
    await expect(applyTo(relay, fault)).rejects.toThrow('no such peer')
  },
)

test('set-relay fails on a relay that ends before it tells its limits', async () => {
  const relay = new Relay()
  relay.handle.changeRelay = async () => null
  await expect(applyTo(relay, setRelay({ maxReservations: 1 }))).rejects.toThrow(
    'boot ended before it told its limits',
  )
})

test('drop-reservations of all peers sends no names', async () => {
  const relay = new Relay()
  await applyTo(relay, { kind: 'drop-reservations', params: { relay: ['boot'], peers: null } })
  expect(relay.asked).toEqual([['drop-reservations', { peerIds: null }]])
})

test('set-relay counts the changed limits, and restores them', async () => {
  const relay = new Relay()
  const reservationRateLimiters = [...relay.limits.reservationRateLimiters]
  const { changes, undo } = await applyTo(
    relay,
    setRelay({
      maxReservations: 1,
      maxCircuits: null,
      reservationDuration: 3_600_000,
      reservationRateLimiters,
    }),
  )
  expect(changes).toEqual([{ what: 'limits changed', count: 2 }])
  expect(relay.limits).toMatchObject({ maxReservations: 1, maxCircuits: null })
  expect(await undo?.()).toEqual([{ what: 'limits restored', count: 2 }])
  expect(relay.asked.at(-1)).toEqual({ limits: { maxReservations: 2048, maxCircuits: 4096 } })
  expect(relay.limits).toEqual(profiles['calimero-boot-node'].relay)
})

test('relay faults change nothing of a relay that is down', async () => {
  const relay = new Relay()
  relay.status = 'down'
  expect((await applyTo(relay, drop)).changes).toEqual([{ what: 'reservations dropped', count: 0 }])
  expect((await applyTo(relay, setRelay({ maxReservations: 1 }))).changes).toEqual([
    { what: 'limits changed', count: 0 },
  ])
  expect(relay.asked).toEqual([])
})

test('refuse-reservations reaches a relay in any state, so that it holds when it comes back', async () => {
  const relay = new Relay()
  relay.status = 'down'
  const params = { relay: ['boot'], peers: ['alice'], status: 'PERMISSION_DENIED', which: 'all' } as const
  const { undo } = await applyTo(relay, { kind: 'refuse-reservations', params })
  await undo?.()
  const refusal = { status: 'PERMISSION_DENIED', which: 'all', peers: ['peer-id-of-alice'] }
  expect(relay.asked).toEqual([{ refusal }, { refusal: null }])
})

test('set-relay without a limit, or with one that cannot be, is a mistake', () => {
  const mistakes = (limits: string) => {
    const text = `name: x\nnodes: { boot: { kind: boot-node } }\ntimeline: [{ at: 1s, fault: set-relay, relay: boot${limits} }]\n`
    const loaded = loadTopology({ file: 'x.yaml', text })
    return loaded.ok ? '' : renderDiagnostics([loaded.file], { color: false })
  }
  expect(mistakes('')).toContain('this changes no limit')
  expect(mistakes(', maxReservations: 1')).toBe('')
  expect(mistakes(', maxReservations: many')).toContain('unlimited')
  expect(mistakes(', reservationDuration: 30d')).toContain('expected at most 24d')
  expect(mistakes(', reservationRateLimiters: [{ per: peer, limit: 0, interval: 0s }]')).toContain(
    'more than 0s',
  )
})

test.each([
  ['the earlier is undone first', [0, 1]],
  ['the later is undone first', [1, 0]],
])('two changes of limits that overlap leave the relay as it was: %s', async (_, order) => {
  const relay = new Relay()
  const before = relay.limits
  const faults = [
    await applyTo(relay, setRelay({ maxReservations: 2 })),
    await applyTo(relay, setRelay({ maxReservations: 1, maxCircuits: 1 })),
  ]
  const [first = 0, second = 0] = order
  await faults[first]?.undo?.()
  expect(relay.limits.maxReservations).toBe(first === 0 ? 1 : 2)
  await faults[second]?.undo?.()
  expect(relay.limits).toEqual(before)
})

test('a refusal that ends leaves one that began later in force', async () => {
  const relay = new Relay()
  const refuse = (status: string): FaultPlan => ({
    kind: 'refuse-reservations',
    params: { relay: ['boot'], peers: null, status, which: 'all' } as never,
  })
  const first = await applyTo(relay, refuse('PERMISSION_DENIED'))
  const second = await applyTo(relay, refuse('RESERVATION_REFUSED'))
  await first.undo?.()
  expect(relay.asked.at(-1)).toMatchObject({ refusal: { status: 'RESERVATION_REFUSED' } })
  await second.undo?.()
  expect(relay.asked.at(-1)).toEqual({ refusal: null })
})
