import { generateKeyPair } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { describe, expect, test } from 'vitest'
import type { NodeEvent } from '../../../src/events/event.ts'
import type { Message } from '../../../src/nodes/rendezvous/messages.ts'
import { Registrations } from '../../../src/nodes/rendezvous/registrations.ts'
import { RendezvousPoint } from '../../../src/nodes/rendezvous/rendezvous-point.ts'
import { openRecord, sealRecord } from '../../../src/nodes/rendezvous/signed-record.ts'
import { defaultLimits } from '../../../src/protocol/rendezvous-config.ts'

const address = '/ip4/31.45.0.11/tcp/4001'
const [alice, bob] = await Promise.all(
  ['alice', 'bob'].map(async () => {
    const key = await generateKeyPair('Ed25519')
    return { peer: peerIdFromPrivateKey(key).toString(), record: await sealRecord(key, [address]) }
  }),
)
if (alice === undefined || bob === undefined) throw new Error('two keys make two peers')

function create() {
  const events: NodeEvent[] = []
  const registrations = new Registrations(defaultLimits, new Uint8Array(8))
  return { events, point: new RendezvousPoint(registrations, (event) => events.push(event)) }
}

function registerOf(signedPeerRecord: Uint8Array | undefined, ns = 'chat'): Message {
  return { type: 'REGISTER', register: { ns, ...(signedPeerRecord && { signedPeerRecord }) } }
}

/** One bit of the signature, which is the end of the envelope, turned over. */
function forged(record: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(record)
  copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1
  return copy
}

describe('a rendezvous point', () => {
  test('registers a peer, answers with the TTL, and hands on its record as it came', async () => {
    const { point, events } = create()
    expect(await point.answer(alice.peer, registerOf(alice.record))).toEqual({
      type: 'REGISTER_RESPONSE',
      registerResponse: { status: 'OK', ttl: 7200 },
    })
    const answer = await point.answer(bob.peer, { type: 'DISCOVER', discover: { ns: 'chat' } })
    const [found] = answer?.discoverResponse?.registrations ?? []
    expect(found?.ttl).toBeGreaterThan(7190)
    expect(await openRecord(found?.signedPeerRecord ?? new Uint8Array())).toMatchObject({
      addresses: [address],
    })
    expect(events).toEqual([
      {
        kind: 'rendezvous-registration',
        peer: alice.peer,
        namespace: 'chat',
        outcome: 'accepted',
        status: 'OK',
        ttl: 7_200_000,
        held: 1,
      },
    ])
  })

  test.each([
    { title: 'the record of another peer', record: alice.record, status: 'E_NOT_AUTHORIZED' },
    { title: 'a forged signature', record: forged(bob.record), status: 'E_INVALID_SIGNED_PEER_RECORD' },
    { title: 'no record', record: undefined, status: 'E_INVALID_SIGNED_PEER_RECORD' },
    { title: 'bytes that are no record', record: new Uint8Array(9), status: 'E_INVALID_SIGNED_PEER_RECORD' },
  ])('refuses $title', async ({ record, status }) => {
    const { point, events } = create()
    expect(await point.answer(bob.peer, registerOf(record))).toMatchObject({ registerResponse: { status } })
    expect(events).toMatchObject([{ peer: bob.peer, outcome: 'refused', status, held: 0 }])
  })

  test('does not answer when a registration is taken back, nor tell of one that was not there', async () => {
    const { point, events } = create()
    await point.answer(alice.peer, registerOf(alice.record))
    const unregister: Message = { type: 'UNREGISTER', unregister: { ns: 'chat' } }
    expect(await point.answer(bob.peer, unregister)).toBeNull()
    expect(await point.answer(alice.peer, unregister)).toBeNull()
    expect(events).toMatchObject([
      { outcome: 'accepted' },
      { outcome: 'unregistered', peer: alice.peer, held: 0 },
    ])
  })

  test('takes an empty namespace for all of them', async () => {
    const { point } = create()
    await point.answer(alice.peer, registerOf(alice.record, 'one'))
    await point.answer(bob.peer, registerOf(bob.record, 'two'))
    const answer = await point.answer(bob.peer, { type: 'DISCOVER', discover: { ns: '' } })
    expect(answer?.discoverResponse?.registrations?.map(({ ns }) => ns)).toEqual(['one', 'two'])
  })

  test.each([{ type: 'REGISTER_RESPONSE' }, { type: null }, {}] as const)(
    'breaks off on what is no request (%j)',
    async (message) => {
      await expect(create().point.answer(bob.peer, message)).rejects.toThrow('is no request')
    },
  )
})
