import { once } from 'node:events'
import type { Stream } from '@libp2p/interface'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { NodeEvent } from '../../../src/events/event.ts'
import { type RunningBootNode, startBootNode } from '../../../src/nodes/boot-node/start-boot-node.ts'
import type { BootNodeConfig } from '../../../src/protocol/boot-node-config.ts'
import { plainFeatures } from '../../../src/protocol/host-features.ts'
import { manyFromOneAddress } from '../../../src/protocol/inbound.ts'
import { type ProfileName, profileNames, profiles } from '../../../src/protocol/profiles.ts'
import type { RelayConfig } from '../../../src/protocol/relay-config.ts'
import { type RawPeer, rawPeer } from '../../support/raw-peer.ts'

const isOpen = ({ status }: Stream) => status === 'open'

/** Milliseconds; what is waited for comes at once, on a machine that has time for it. */
const patience = 20_000

interface Edge extends AsyncDisposable {
  readonly relay: RunningBootNode
  readonly peers: readonly RawPeer[]
  readonly events: readonly NodeEvent[]
}

function configOf(profile: ProfileName, limits: Partial<RelayConfig>): BootNodeConfig {
  return {
    identity: 'ff'.repeat(32),
    listen: ['/ip4/127.0.0.1/tcp/0'],
    ...plainFeatures,
    relaying: true,
    profile,
    relay: { ...profiles[profile].relay, ...limits },
    refusal: null,
    autonat: [],
    libp2pOptions: {},
    services: { rendezvous: null, kad: null, metrics: null },
    inbound: manyFromOneAddress,
  }
}

/** A relay with some limits of the profile changed, and raw peers around it. */
async function edge(profile: ProfileName, limits: Partial<RelayConfig>, count: number): Promise<Edge> {
  const events: NodeEvent[] = []
  const relay = await startBootNode(configOf(profile, limits), (event) => events.push(event))
  const peers = await Promise.all(Array.from({ length: count }, (_, index) => rawPeer(relay, index + 1)))
  const stop = async () => {
    await Promise.all(peers.map((peer) => peer.host.stop()))
    await relay.stop()
  }
  return { relay, peers, events, [Symbol.asyncDispose]: stop }
}

/** Peer n of an edge. */
function peerOf({ peers }: Edge, number: number): RawPeer {
  const peer = peers[number - 1]
  if (peer === undefined) throw new Error(`there are ${peers.length} peers`)
  return peer
}

async function inTurn<T, R>(list: readonly T[], act: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const one of list) results.push(await act(one))
  return results
}

const times = (count: number) => Array.from({ length: count }, (_, index) => index)

/** Lets the relay's clock for rates jump. */
function passTime(milliseconds: number): void {
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() + milliseconds)
}

afterEach(() => {
  vi.restoreAllMocks()
})

const reservation = { js: 'RESERVATION_REFUSED', go: 'RESERVATION_REFUSED', rust: 'RESOURCE_LIMIT_EXCEEDED' }
const circuit = { js: 'PERMISSION_DENIED', go: 'RESOURCE_LIMIT_EXCEEDED', rust: 'RESOURCE_LIMIT_EXCEEDED' }
const kin: Readonly<Record<ProfileName, 'js' | 'go' | 'rust'>> = {
  'calimero-boot-node': 'rust',
  'mock-relay': 'rust',
  'rust-libp2p': 'rust',
  'go-libp2p': 'go',
  'js-libp2p': 'js',
}

/** One profile for each set of rules. */
const ruled = new Map(profileNames.map((name) => [profiles[name].rules, name])).values()

describe.each([...ruled])('%s', (profile) => {
  const refused = reservation[kin[profile]]
  const denied = circuit[kin[profile]]

  it('grants as many reservations as it holds, and turns down the next', async () => {
    await using around = await edge(profile, { maxReservations: 3 }, 4)
    expect(await inTurn(around.peers, (peer) => peer.reserve())).toEqual(['OK', 'OK', 'OK', refused])
    expect(around.relay.observations.reservations).toMatchObject({ accepted: 3, refused: { [refused]: 1 } })
  })

  it('keeps or loses the renewals when it is full, as its original does', async () => {
    await using around = await edge(profile, { maxReservations: 1 }, 1)
    const renewed = kin[profile] === 'rust' ? refused : 'OK'
    expect(await inTurn([1, 1], (number) => peerOf(around, number).reserve())).toEqual(['OK', renewed])
  })

  it('counts the reservations of a peer by connection or by peer, as its profile does', async () => {
    await using around = await edge(profile, { maxReservationsPerPeer: 2 }, 1)
    const peer = peerOf(around, 1)
    const answers = await inTurn(times(3), async () => peer.reserve(await peer.dial()))
    expect(answers).toEqual(kin[profile] === 'rust' ? ['OK', 'OK', refused] : ['OK', 'OK', 'OK'])
    const { accepted, renewed } = around.relay.observations.reservations
    expect([accepted, renewed]).toEqual(kin[profile] === 'rust' ? [2, 0] : [1, 2])
  })

  it('opens as many circuits as it may, and one more when one has closed', async () => {
    await using around = await edge(profile, { maxCircuits: 2 }, 3)
    const [first, second, target] = [peerOf(around, 1), peerOf(around, 2), peerOf(around, 3)]
    await target.reserve()
    const circuits = await inTurn([first, second, first], (peer) => peer.connect(target))
    expect(circuits.map(({ status }) => status)).toEqual(['OK', 'OK', denied])
    circuits[0]?.stream.abort(new Error('enough'))
    await vi.waitFor(() => expect(around.relay.observations.circuits.closed).toEqual({ end: 1 }), patience)
    expect((await first.connect(target)).status).toBe('OK')
    expect(around.relay.observations.circuits).toMatchObject({ opened: 3, refused: { [denied]: 1 } })
  })

  it('opens as many circuits for one peer as it may', async () => {
    await using around = await edge(profile, { maxCircuitsPerPeer: 2, maxCircuits: null }, 4)
    const [busy, other, left, right] = [1, 2, 3, 4].map((number) => peerOf(around, number)) as [
      RawPeer,
      RawPeer,
      RawPeer,
      RawPeer,
    ]
    await inTurn([left, right], (peer) => peer.reserve())
    const asked = [
      [busy, left],
      [busy, right],
      [busy, left],
      [other, left],
      [other, left],
    ] as const
    const answers = await inTurn(asked, async ([from, to]) => (await from.connect(to)).status)
    // Only rust-libp2p leaves out the destination, which has two circuits by then.
    expect(answers).toEqual(['OK', 'OK', denied, 'OK', kin[profile] === 'rust' ? 'OK' : denied])
  })

  it('looks at its limits or at the destination first, as its original does', async () => {
    await using around = await edge(profile, { maxCircuits: 0 }, 2)
    const { status } = await peerOf(around, 1).connect(peerOf(around, 2))
    expect(status).toBe(kin[profile] === 'rust' ? denied : 'NO_RESERVATION')
  })

  it('ends a circuit when its time is over', async () => {
    await using around = await edge(profile, { maxCircuitDuration: 1000 }, 2)
    await peerOf(around, 2).reserve()
    const { status, stream } = await peerOf(around, 1).connect(peerOf(around, 2))
    expect(status).toBe('OK')
    await vi.waitFor(() => expect(isOpen(stream)).toBe(false), patience)
    await vi.waitFor(
      () => expect(around.relay.observations.circuits.closed).toEqual({ duration: 1 }),
      patience,
    )
    expect(around.events).toContainEqual(
      expect.objectContaining({ kind: 'relay-circuit', outcome: 'closed', reason: 'duration' }),
    )
  })

  it(`${profiles[profile].rules.asItComes ? 'ends' : 'leaves'} a circuit with the reservation of its destination`, async () => {
    await using around = await edge(profile, { reservationDuration: 1000, maxCircuitDuration: 60_000 }, 2)
    await peerOf(around, 2).reserve()
    const { stream } = await peerOf(around, 1).connect(peerOf(around, 2))
    if (profiles[profile].rules.asItComes) {
      await vi.waitFor(() => expect(isOpen(stream)).toBe(false), patience)
      await vi.waitFor(
        () => expect(around.relay.observations.circuits.closed).toEqual({ reservation: 1 }),
        patience,
      )
    } else {
      await vi.waitFor(() => expect(around.relay.observations.reservations.expired).toBe(1), patience)
      expect(around.relay.observations.circuits.closed).toEqual({})
      expect(isOpen(stream)).toBe(true)
    }
  })

  it('ends a circuit when it has carried its bytes', async () => {
    await using around = await edge(profile, { maxCircuitBytes: 1000 }, 2)
    await peerOf(around, 2).reserve()
    const { stream } = await peerOf(around, 1).connect(peerOf(around, 2))
    stream.send(new Uint8Array(1000))
    await vi.waitFor(() => expect(around.relay.observations.bytes).toBe(1000), patience)
    expect(around.relay.observations.circuits.closed).toEqual({})
    const closed = once(stream as unknown as EventTarget, 'close')
    stream.send(new Uint8Array(1))
    await closed
    await vi.waitFor(() => expect(around.relay.observations.circuits.closed).toEqual({ bytes: 1 }), patience)
  })

  it('limits how often a peer is granted a reservation', async () => {
    const reservationRateLimiters = [{ per: 'peer', limit: 30, interval: 120_000 }] as const
    await using around = await edge(profile, { reservationRateLimiters, maxReservations: 100 }, 2)
    const answers = await inTurn(times(31), () => peerOf(around, 1).reserve())
    expect(answers).toEqual([...times(30).map(() => 'OK'), refused])
    expect(await peerOf(around, 2).reserve()).toBe('OK')
    passTime(120_000)
    expect(await inTurn([1, 1, 2], (number) => peerOf(around, number).reserve())).toEqual([
      'OK',
      refused,
      'OK',
    ])
  })

  it('limits how often an IP address is granted circuits', async () => {
    const circuitSrcRateLimiters = [{ per: 'ip', limit: 2, interval: 60_000 }] as const
    await using around = await edge(profile, { circuitSrcRateLimiters }, 4)
    const target = peerOf(around, 4)
    await target.reserve()
    const ask = async (number: number) => (await peerOf(around, number).connect(target)).status
    expect(await inTurn([1, 2, 3], ask)).toEqual(['OK', 'OK', denied])
    passTime(60_000)
    expect(await inTurn([3, 1], ask)).toEqual(['OK', denied])
  })

  it('forgets a reservation with its connection, or does not, as its original does', async () => {
    await using around = await edge(profile, {}, 2)
    const [source, target] = [peerOf(around, 1), peerOf(around, 2)]
    const [first, second] = [await target.dial(), await target.dial()]
    await target.reserve(first)
    await first.close()
    const ofConnection = kin[profile] === 'rust' ? 1 : 0
    await vi.waitFor(() => expect(around.relay.host.getConnections()).toHaveLength(1), patience)
    expect(around.relay.observations.reservations.disconnected).toBe(ofConnection)
    expect((await source.connect(target)).status).toBe(ofConnection === 1 ? 'NO_RESERVATION' : 'OK')
    await second.close()
    await vi.waitFor(() => expect(around.relay.host.getConnections()).toHaveLength(1), patience)
    expect(around.relay.observations.reservations.disconnected).toBe(
      profiles[profile].rules.endsWithConnection ? 1 : 0,
    )
    expect((await source.connect(target)).status).toBe('NO_RESERVATION')
  })
})

it.each([
  ['calimero-boot-node', {}, 30, 'RESOURCE_LIMIT_EXCEEDED'],
  ['calimero-boot-node', { circuitSrcRateLimiters: [] }, 256, 'RESOURCE_LIMIT_EXCEEDED'],
  ['mock-relay', {}, 16, 'RESOURCE_LIMIT_EXCEEDED'],
  ['rust-libp2p', {}, 4, 'RESOURCE_LIMIT_EXCEEDED'],
  ['go-libp2p', {}, 16, 'RESOURCE_LIMIT_EXCEEDED'],
  ['js-libp2p', {}, 20, 'OK'],
] as const)('%s with %j opens %i circuits in a row for one peer, and the next is %s', async (...row) => {
  const [profile, limits, count, next] = row
  await using around = await edge(profile, limits, 2)
  const [source, target] = [peerOf(around, 1), peerOf(around, 2)]
  await target.reserve()
  const answers = await inTurn(times(count + 1), async () => (await source.connect(target)).status)
  expect(answers).toEqual([...times(count).map(() => 'OK'), next])
})

it('js-libp2p grants 15 reservations', async () => {
  await using around = await edge('js-libp2p', {}, 16)
  const answers = await inTurn(around.peers, (peer) => peer.reserve())
  expect(answers).toEqual([...times(15).map(() => 'OK'), 'RESERVATION_REFUSED'])
})

it.each([
  [[], []],
  [['v1'], ['/libp2p/autonat/1.0.0']],
  [['v2'], ['/libp2p/autonat/2/dial-request']],
  [
    ['v1', 'v2'],
    ['/libp2p/autonat/1.0.0', '/libp2p/autonat/2/dial-request'],
  ],
] as const)('a boot-node with AutoNAT %j answers %j', async (autonat, expected) => {
  await using relay = await startBootNode({ ...configOf('js-libp2p', {}), autonat })
  const spoken = relay.host
    .getProtocols()
    .filter((protocol) => /autonat.*(1\.0\.0|dial-request)$/.test(protocol))
  expect(spoken.toSorted()).toEqual(expected)
})

it('a boot-node is changed while it runs', async () => {
  await using around = await edge('calimero-boot-node', {}, 3)
  const { relay } = around
  const ask = (number: number) => peerOf(around, number).reserve()
  expect(await ask(1)).toBe('OK')
  expect(relay.changeRelay({ limits: { maxReservations: 1 } })).toMatchObject({ maxReservations: 2048 })
  expect(await ask(2)).toBe('RESOURCE_LIMIT_EXCEEDED')
  relay.changeRelay({ limits: { maxReservations: 3, maxCircuitBytes: 10 } })
  expect(await ask(2)).toBe('OK')
  const { stream } = await peerOf(around, 3).connect(peerOf(around, 1))
  const closed = once(stream as unknown as EventTarget, 'close')
  stream.send(new Uint8Array(11))
  await closed
})

it('a boot-node refuses, forgets and disconnects the given peers', async () => {
  await using around = await edge('js-libp2p', {}, 3)
  const { relay } = around
  const [first, second, source] = [peerOf(around, 1), peerOf(around, 2), peerOf(around, 3)]
  await inTurn([first, second], (peer) => peer.reserve())
  relay.refuseReservations({ status: 'PERMISSION_DENIED', peers: null, which: 'new' })
  expect(await inTurn([first, source], (peer) => peer.reserve())).toEqual(['OK', 'PERMISSION_DENIED'])
  relay.refuseReservations(null)

  expect(relay.dropReservations([first.host.peerId.toString()])).toBe(1)
  expect(relay.dropReservations([first.host.peerId.toString()])).toBe(0)
  expect(await inTurn([first, second], async (peer) => (await source.connect(peer)).status)).toEqual([
    'NO_RESERVATION',
    'OK',
  ])
  expect(await first.reserve()).toBe('OK')
  expect(relay.dropReservations(null)).toBe(2)

  expect(await relay.disconnectPeer(second.host.peerId.toString())).toBe(1)
  expect(relay.host.getConnections(second.host.peerId)).toEqual([])
  expect(relay.observations).toMatchObject({
    reservations: { accepted: 3, renewed: 1, dropped: 3, refused: { PERMISSION_DENIED: 1 } },
    circuits: { opened: 1, refused: { NO_RESERVATION: 1 } },
  })
  expect(relay.peerId).toBe(relay.host.peerId.toString())
  expect(relay.multiaddrs).toEqual([expect.stringMatching(/^\/ip4\/127\.0\.0\.1\/tcp\/\d+\/p2p\/12D3/)])
})
