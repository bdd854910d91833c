import { generateKeyPairFromSeed, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import { peerIdFromPrivateKey } from '@libp2p/peer-id'
import { expect, it } from 'vitest'
import { identityOf, privateKeyProtobuf } from '../../src/base/identity.ts'

it.each([
  [1, 'boot'],
  [1, 'bob-1'],
  [7, 'boot'],
  [Number.MAX_SAFE_INTEGER, 'a'.repeat(63)],
])('computes the peer id that libp2p computes from the same seed (%i, %s)', async (seed, name) => {
  const { identitySeedHex, peerId } = identityOf(seed, name)
  const key = await generateKeyPairFromSeed('Ed25519', Buffer.from(identitySeedHex, 'hex'))
  expect(peerId).toBe(peerIdFromPrivateKey(key).toString())
})

it('gives every seed and every name another identity', () => {
  const ids = [identityOf(1, 'boot'), identityOf(2, 'boot'), identityOf(1, 'bob'), identityOf(1, 'boot')]
  expect(new Set(ids.map(({ peerId }) => peerId)).size).toBe(3)
})

it('writes the private key as libp2p does, in 68 bytes', async () => {
  const identity = identityOf(7, 'boot')
  const written = privateKeyProtobuf(identity)
  const key = privateKeyFromProtobuf(written)
  expect(peerIdFromPrivateKey(key).toString()).toBe(identity.peerId)
  expect(written).toEqual(Buffer.from(privateKeyToProtobuf(key)))
  expect(written).toHaveLength(68)
})
