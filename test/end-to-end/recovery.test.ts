import { once } from 'node:events'
import type { Listener } from '@libp2p/interface'
import { describe, expect, it, vi } from 'vitest'
import { identityOf } from '../../src/base/identity.ts'
import type { NodeEvent, RecoveryCause, TopoEvent } from '../../src/events/event.ts'
import { localPeer } from '../../src/library/local-peer.ts'
import { startBootNode } from '../../src/nodes/boot-node/start-boot-node.ts'
import { startPeer } from '../../src/nodes/peer/start-peer.ts'
import { plainFeatures } from '../../src/protocol/host-features.ts'
import { manyFromOneAddress } from '../../src/protocol/inbound.ts'
import { profiles } from '../../src/protocol/profiles.ts'
import { type FinishedRun, planOf, runToEnd } from '../support/run-topology.ts'

interface Loss {
  readonly title: string
  readonly cause: RecoveryCause
  /** Keys of the boot-node in the topology. */
  readonly boot?: string
  /** The `libp2pOptions` of relay and peer. */
  readonly options?: object
  /** Entries of the timeline, the last of which takes the reservation away for good. */
  readonly timeline: string
}

const held = '{ at: 5s, expect: reachable, from: bob, to: alice, path: relayed, within: 5s }'

const losses: readonly Loss[] = [
  {
    title: 'the relay restarts',
    cause: 'connection-closed',
    timeline: `
  - ${held}
  - { at: 20s, fault: restart, node: boot, down: 20s }`,
  },
  {
    title: 'the peer’s connection to the relay is closed',
    cause: 'connection-closed',
    timeline: `
  - ${held}
  - { at: 20s, fault: disconnect, node: alice, from: boot }`,
  },
  {
    title: 'the relay closes its connection to the peer',
    cause: 'connection-closed',
    timeline: `
  - ${held}
  - { at: 20s, fault: disconnect, node: boot, from: alice }`,
  },
  {
    title: 'the relay refuses the renewal',
    cause: 'renewal-refused',
    timeline: `
  - ${held}
  - { at: 50s, fault: refuse-reservations, relay: boot, which: renewals, for: 30s }`,
  },
  {
    title: 'the renewal is not answered',
    cause: 'renewal-silent',
    timeline: `
  - ${held}
  - { at: 1m, fault: cut, between: [alice, boot], mode: blackhole, for: 40s }`,
  },
  {
    title: 'the renewal is not answered, and nobody pings',
    cause: 'renewal-silent',
    options: { connectionMonitor: { enabled: false } },
    timeline: `
  - ${held}
  - { id: silence, at: 20s, fault: cut, between: [alice, boot], mode: blackhole, for: 80s }
  - { at: 21s, expect: connection, from: alice, to: boot, state: open, for: 35s }
  - { after: { entry: silence }, expect: process, node: alice, within: 1s }`,
  },
  {
    title: 'the relay is frozen',
    cause: 'connection-closed',
    timeline: `
  - ${held}
  - { at: 20s, fault: pause, node: boot, for: 1m }`,
  },
  {
    title: 'the relay is down when the peer starts',
    cause: 'not-granted',
    boot: ', start: manual',
    timeline: `
  - { at: 40s, fault: start, node: boot }`,
  },
]

describe.concurrent('a peer that recovers is reachable through the relay again after', () => {
  it.each(losses)('$title', async (loss) => {
    const { verdict, events } = await run(loss, 'relisten')
    expect(verdict.reason).toMatch(/expectations? holds?/)
    expect(verdict.outcome).toBe('pass')
    expect(new Set(attempts(events).map(({ cause }) => cause))).toEqual(new Set([loss.cause]))
  })
})

describe.concurrent('a peer that does not recover stays unreachable after', () => {
  it.each(losses)('$title', async (loss) => {
    const { verdict, events } = await run(loss, 'none')
    expect(verdict.reason).toMatch(/bob reaches alice.*not within 1m30s.*advertises no relayed address/)
    expect(verdict.outcome).toBe('fail')
    expect(attempts(events)).toEqual([])
  })
})

describe('a relay that is away for an hour', () => {
  const outage: Loss = {
    title: 'away for an hour',
    cause: 'connection-closed',
    timeline: `
  - ${held}
  - { at: 1m, fault: restart, node: boot, down: 1h }`,
  }

  it('is asked about once a minute, and gives the reservation back within 90 s of its return', async () => {
    const { verdict, events } = await run(outage, 'relisten')
    expect(verdict.outcome).toBe('pass')
    const failed = attempts(events).filter(({ t }) => t < 3_660_000)
    expect(failed.length).toBeGreaterThanOrEqual(60)
    expect(failed.length).toBeLessThanOrEqual(75)
    expect(attempts(events).map(({ attempt }) => attempt)).toEqual(
      attempts(events).map((_, index) => index + 1),
    )
  })
})

it('a peer that recovers holds reservations on two relays, and keeps the one when the other restarts', async () => {
  const plan = planOf(`
name: two-relays
nodes:
  boot: { kind: boot-node, count: 2 }
  alice: { kind: peer, nat: port-restricted-cone, relays: boot-*, recovery: relisten, autonat: false, dcutr: false }
  bob: { kind: peer, nat: symmetric, autonat: false, dcutr: false }
timeline:
  - { at: 5s, expect: reservation, peer: alice, relay: boot-*, within: 1s }
  - { at: 20s, fault: restart, node: boot-1, down: 10s }
  - { expect: reservation, peer: alice, relay: boot-1, within: 30s }
  - { expect: reservation, peer: alice, relay: boot-2, longestGap: 0s, within: 1s }
  - { expect: reachable, from: bob, to: alice, path: relayed, via: boot-1, within: 10s }
`)
  const { verdict } = await runToEnd(plan)
  expect(verdict.reason).toMatch(/expectations? holds?/)
  expect(verdict.outcome).toBe('pass')
})

/** Losses that no fault can cause from outside: caused to a peer in this process, in real time. */
describe.concurrent('a peer that recovers listens through its relay again after', () => {
  it('its listener was closed', async () => {
    await using pair = await connectedPair()
    await pair.listener.close()
    expect(await pair.regained()).toBe('listener-closed')
  })

  it('its relayed address was withdrawn', async () => {
    await using pair = await connectedPair()
    const detail = { relay: pair.boot.host.peerId }
    pair.store.dispatchEvent(new CustomEvent('relay:removed', { detail }))
    expect(await pair.regained()).toBe('address-withdrawn')
  })
})

interface CircuitInternals {
  readonly reservationStore: EventTarget
}

interface HostInternals {
  readonly components: {
    readonly transportManager: {
      readonly getTransports: () => readonly object[]
      readonly getListeners: () => readonly Listener[]
    }
  }
}

async function connectedPair() {
  const boot = await startBootNode({
    identity: identityOf(1, 'boot').identitySeedHex,
    listen: ['/ip4/127.0.0.1/tcp/0'],
    profile: 'js-libp2p',
    relay: profiles['js-libp2p'].relay,
    refusal: null,
    inbound: manyFromOneAddress,
    libp2pOptions: {},
    services: { rendezvous: null, kad: null, metrics: null },
    autonat: [],
    ...plainFeatures,
    relaying: true,
  })
  const relay = String(boot.host.getMultiaddrs()[0])
  const events: NodeEvent[] = []
  const changed = new EventTarget()
  const peer = await startPeer(
    localPeer({
      identity: identityOf(1, 'alice').identitySeedHex,
      listen: [],
      relays: [relay],
      recovery: 'relisten',
    }),
    (event) => {
      events.push(event)
      changed.dispatchEvent(new Event('event'))
    },
  )
  const { transportManager } = (peer.host as unknown as HostInternals).components
  const transport = transportManager.getTransports().find((one) => 'reservationStore' in one)
  const listener = transportManager.getListeners().find((one) => one.getAddrs().length > 0)
  if (transport === undefined || listener === undefined) throw new Error('the peer does not listen')
  const isRelayed = () =>
    peer.host.getMultiaddrs().some((one) => one.toString().startsWith(`${relay}/p2p-circuit`))
  expect(isRelayed()).toBe(true)
  return {
    boot,
    listener,
    store: (transport as unknown as CircuitInternals).reservationStore,
    /** Waits until the address is back after an attempt, and says what that was for. */
    regained: async () => {
      const attempt = () => events.find((event) => event.kind === 'recovery-attempt')
      while (attempt() === undefined) await once(changed, 'event')
      // libp2p tells its addresses late, and topo only when they are others than before.
      await vi.waitFor(() => expect(isRelayed()).toBe(true), { timeout: 30_000 })
      return attempt()?.cause
    },
    [Symbol.asyncDispose]: async () => {
      await peer.stop()
      await boot.stop()
    },
  }
}

function run(
  { boot = '', options = {}, timeline }: Loss,
  recovery: 'relisten' | 'none',
): Promise<FinishedRun> {
  const given = JSON.stringify(options)
  const plan = planOf(`
name: recovery
nodes:
  boot: { kind: boot-node, relay: { reservationDuration: 6m }, libp2pOptions: ${given}${boot} }
  alice: { kind: peer, nat: port-restricted-cone, relays: boot, recovery: ${recovery}, libp2pOptions: ${given}, autonat: false, dcutr: false }
  bob: { kind: peer, nat: symmetric, autonat: false, dcutr: false }
timeline:${timeline}
  - { id: regained, expect: reachable, from: bob, to: alice, path: relayed, within: 90s }
`)
  return runToEnd(plan)
}

function attempts(events: readonly TopoEvent[]) {
  return events.filter((event) => event.kind === 'recovery-attempt')
}
