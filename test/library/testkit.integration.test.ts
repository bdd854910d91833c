/** The tests of docs/from-mock-relay.md that need no network: by the public API only. */
import { once } from 'node:events'
import { createServer } from 'node:net'
import { multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it } from 'vitest'
import { runPeer, spawnRelay } from '../../src/index.ts'

describe('a relay for tests', () => {
  it('grants a client a reservation', async () => {
    await using relay = await spawnRelay()
    await using client = await runPeer({ relays: [relay.address] })
    await client.seen({ kind: 'reservation-made', relay: relay.peerId })
    expect(client.multiaddrs).toEqual([`${relay.address}/p2p-circuit/p2p/${client.peerId}`])
    expect(relay.observations.reservations.accepted).toBe(1)
  })

  it('disconnects a client, which sees it and has no address any more', async () => {
    await using relay = await spawnRelay()
    await using client = await runPeer({ relays: [relay] })
    await client.seen({ kind: 'reservation-made' })
    expect(await relay.disconnect(client)).toBe(1)
    await client.seen({ kind: 'connection-closed', peer: relay.peerId })
    await client.seen({ kind: 'reservation-lost', relay: relay.peerId })
    expect(client.multiaddrs).toEqual([])
    expect(await relay.disconnect(client)).toBe(0)
  })

  it('denies a second client when its quota is used up', async () => {
    await using relay = await spawnRelay({ profile: 'mock-relay', relay: { maxReservations: 1 } })
    await using first = await runPeer({ relays: [relay] })
    await first.seen({ kind: 'reservation-made' })
    await using second = await runPeer({ relays: [relay] })
    await second.seen((event) => event.kind === 'reservation-failed' && /RESOURCE_LIMIT/.test(event.reason))
    expect(relay.observations.reservations).toMatchObject({
      accepted: 1,
      refused: { RESOURCE_LIMIT_EXCEEDED: 1 },
    })
  })

  it('refuses renewals, and new reservations not, until the refusal is disposed of', async () => {
    await using relay = await spawnRelay()
    const ask = async (seed: string) => {
      await using client = await runPeer({ seed, relays: [relay] })
      const answer = await client.seen(({ kind }) => /^reservation-(made|failed)$/.test(kind))
      return answer.kind
    }
    // js-libp2p's relay keeps a reservation when its peer goes, so that the next one of that peer is a renewal.
    expect(await ask('client')).toBe('reservation-made')
    {
      using _blip = relay.refuse({ which: 'renewals', status: 'PERMISSION_DENIED' })
      expect(await ask('client')).toBe('reservation-failed')
      expect(await ask('another')).toBe('reservation-made')
      expect(relay.observations.reservations.refused).toEqual({ PERMISSION_DENIED: 1 })
    }
    expect(await ask('client')).toBe('reservation-made')
    expect(relay.observations.reservations.renewed).toBe(1)
  })

  it.each([
    ['all', undefined, 'RESERVATION_REFUSED', ['failed', 'failed']],
    ['all', 'RESOURCE_LIMIT_EXCEEDED', 'RESOURCE_LIMIT_EXCEEDED', ['failed', 'failed']],
    ['all', 'PERMISSION_DENIED', 'PERMISSION_DENIED', ['failed', 'failed']],
    ['new', 'PERMISSION_DENIED', 'PERMISSION_DENIED', ['made', 'failed']],
    ['renewals', 'RESERVATION_REFUSED', 'RESERVATION_REFUSED', ['failed', 'made']],
  ] as const)('refuses %s with %s as %s', async (which, status, told, answers) => {
    await using relay = await spawnRelay()
    const ask = async (seed: string) => {
      await using client = await runPeer({ seed, relays: [relay] })
      return client.seen(({ kind }) => /^reservation-(made|failed)$/.test(kind))
    }
    await ask('client')
    using _refusal = relay.refuse({ which, ...(status !== undefined && { status }) })
    const seen = [await ask('client'), await ask('another')]
    expect(seen.map(({ kind }) => kind)).toEqual(answers.map((answer) => `reservation-${answer}`))
    for (const event of seen) if (event.kind === 'reservation-failed') expect(event.reason).toContain(told)
    const refused = answers.filter((answer) => answer === 'failed').length
    expect(relay.observations.reservations.refused).toEqual({ [told]: refused })
  })

  it('says so when its port was taken while it was away, and comes back when it is free', async () => {
    await using relay = await spawnRelay()
    await relay.shutdown()
    const port = Number(/\/tcp\/(\d+)/.exec(relay.address)?.[1])
    const other = createServer().listen(port, '127.0.0.1')
    await once(other, 'listening')
    await expect(relay.respawn()).rejects.toThrow(`could not listen on its port ${port} again`)
    expect(relay.isUp).toBe(false)
    other.close()
    await once(other, 'close')
    await relay.respawn()
    expect(relay.multiaddrs).toEqual([relay.address])
    await using client = await runPeer({ relays: [relay] })
    await client.seen({ kind: 'reservation-made', relay: relay.peerId })
  })

  it('refuses only the given peers', async () => {
    await using relay = await spawnRelay()
    await using idle = await runPeer({ seed: 'refused' })
    using _refusal = relay.refuse({ peers: [idle] })
    await using client = await runPeer({ seed: 'refused', relays: [relay] })
    await client.seen({ kind: 'reservation-failed' })
    await using other = await runPeer({ relays: [relay] })
    await other.seen({ kind: 'reservation-made' })
  })

  it('forgets reservations without telling', async () => {
    await using relay = await spawnRelay()
    await using alice = await runPeer({ relays: [relay] })
    await using bob = await runPeer()
    await alice.seen({ kind: 'reservation-made' })
    expect(relay.dropReservations(alice)).toBe(1)
    expect(relay.dropReservations()).toBe(0)
    const dial = bob.host.dial(alice.multiaddrs.map((address) => multiaddr(address)))
    await expect(dial).rejects.toThrow(/NO_RESERVATION/)
  })

  it('comes back with the same identity, port and limits, and without its reservations', async () => {
    await using relay = await spawnRelay({ relay: { maxReservations: 0 } })
    const { address } = relay
    relay.setRelay({ maxReservations: 1 })
    await using client = await runPeer({ relays: [relay], recovery: 'relisten' })
    await client.seen({ kind: 'reservation-made' })
    await relay.shutdown()
    await relay.shutdown()
    expect(relay.isUp).toBe(false)
    await client.seen({ kind: 'reservation-lost' })
    await relay.respawn()
    expect([relay.isUp, relay.address]).toEqual([true, address])
    expect(relay.observations.reservations.accepted).toBe(0)
    const madeTwice = () => client.events.filter(({ kind }) => kind === 'reservation-made').length === 2
    await client.seen(madeTwice)
    expect(relay.observations.reservations.accepted).toBe(1)
  })
})
