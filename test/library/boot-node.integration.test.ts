import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it } from 'vitest'
import { type BootNodeOptions, InputError, runBootNode, runPeer } from '../../src/index.ts'

describe('a boot-node in this process', () => {
  it('lets a reservation expire, and refuses the one too many', async () => {
    await using boot = await runBootNode({ relay: { reservationDuration: '2s', maxReservations: 1 } })
    await using alice = await runPeer({ relays: [boot] })
    await boot.seen({ kind: 'relay-reservation', outcome: 'accepted', peer: alice.peerId })
    expect(alice.multiaddrs).toEqual([`${boot.address}/p2p-circuit/p2p/${alice.peerId}`])

    await using bob = await runPeer({ relays: [boot] })
    await boot.seen({ kind: 'relay-reservation', outcome: 'refused', peer: bob.peerId })
    expect(bob.multiaddrs).toEqual([])

    await boot.seen({ kind: 'relay-reservation', outcome: 'expired', peer: alice.peerId })
    const { accepted, expired, refused } = boot.observations.reservations
    expect({ accepted, expired, refused }).toEqual({
      accepted: 1,
      expired: 1,
      refused: { RESERVATION_REFUSED: 1 },
    })
  })

  it('is the same one with the same seed, and the one whose key it is given', async () => {
    const key = await generateKeyPair('Ed25519')
    await using first = await runBootNode({ seed: 'boot' })
    await using second = await runBootNode({ seed: 'boot' })
    await using fresh = await runBootNode()
    await using own = await runBootNode({ privateKey: key })
    expect(second.peerId).toBe(first.peerId)
    expect(fresh.peerId).not.toBe(first.peerId)
    expect(own.peerId).toBe(peerIdFromPrivateKey(key).toString())
  })

  it('takes milliseconds and bytes for durations and sizes, and changes its limits while it runs', async () => {
    await using boot = await runBootNode({ relay: { reservationDuration: 90_000, maxCircuitBytes: 2048 } })
    boot.setRelay({ maxReservations: 0 })
    await using alice = await runPeer({ relays: [boot] })
    await alice.seen({ kind: 'reservation-failed' })
    expect(boot.observations.reservations.refused).toEqual({ RESERVATION_REFUSED: 1 })
  })

  it('has the services of its profile', async () => {
    await using boot = await runBootNode({ profile: 'calimero-boot-node', metrics: {} })
    expect(boot.host.getProtocols()).toEqual(
      expect.arrayContaining(['/rendezvous/1.0.0', '/calimero/kad/1.0.0']),
    )
    expect(await (await fetch(boot.metricsUrl ?? '')).text()).toContain('# TYPE')
  })

  it('relays between two peers that do not listen', async () => {
    await using boot = await runBootNode()
    await using alice = await runPeer({ relays: [boot] })
    await using bob = await runPeer()
    await alice.seen({ kind: 'reservation-made' })
    const connection = await bob.host.dial(alice.multiaddrs.map((address) => multiaddr(address)))
    expect(connection.remotePeer.toString()).toBe(alice.peerId)
    expect(connection.remoteAddr.toString()).toContain('/p2p-circuit')
  })

  it('names the missing event, and the events that it saw', async () => {
    await using boot = await runBootNode()
    await using _alice = await runPeer({ relays: [boot] })
    await boot.seen({ kind: 'relay-reservation', outcome: 'accepted' })
    await expect(
      boot.seen({ kind: 'relay-reservation', outcome: 'expired' }, { within: 50 }),
    ).rejects.toThrow(/not seen within 50ms: .*"expired".*the last that happened:.*"accepted"/s)
  })
})

describe('an option that is wrong', () => {
  const wrong: readonly (readonly [string, object, RegExp])[] = [
    [
      'a key that is none',
      { relay: { maxReservation: 1 } },
      /unknown key `maxReservation`.*`maxReservations`/s,
    ],
    ['a duration without sense', { relay: { reservationDuration: '2 secs' } }, /write 2s/],
    ['a size without sense', { relay: { maxCircuitBytes: '128kb' } }, /write 128KiB/],
    ['a time that goes back', { relay: { reservationDuration: -1 } }, /a duration cannot be negative/],
    [
      'a profile that is none',
      { profile: 'calimero' },
      /`calimero` is not possible here.*calimero-boot-node/s,
    ],
    ['a host that is none', { host: 'localhost' }, /expected an IP address/],
    ['a port that is none', { port: 70_000 }, /expected at most 65535/],
    ['an address to announce that is none', { announce: ['1.2.3.4:5'] }, /expected a multiaddr/],
  ]

  it.each(wrong)('%s is shown with the right spelling', async (_, options, message) => {
    const error = await runBootNode(options as BootNodeOptions).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(InputError)
    expect(String(error)).toMatch(message)
    expect(String(error)).toContain('--> runBootNode(…):')
  })

  it('is no function', async () => {
    const relay = { reservationDuration: () => 1000 }
    await expect(runBootNode({ relay } as never)).rejects.toThrow(
      'runBootNode takes plain data, but `reservationDuration` is a function',
    )
  })

  it('is refused for a peer as well', async () => {
    await expect(runPeer({ relays: ['127.0.0.1:4001'] })).rejects.toThrow(/expected a multiaddr/)
    await expect(runPeer({ seed: 1, privateKey: await generateKeyPair('Ed25519') })).rejects.toThrow(
      /not both/,
    )
    await expect(runPeer({ privateKey: await generateKeyPair('secp256k1') })).rejects.toThrow(/Ed25519/)
  })
})
