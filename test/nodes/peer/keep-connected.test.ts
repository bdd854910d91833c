import type { Libp2p } from '@libp2p/interface'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { identityOf } from '../../../src/base/identity.ts'
import { KeepConnected } from '../../../src/nodes/peer/keep-connected.ts'

const { peerId } = identityOf(1, 'boot')

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it.each([
  ['again while it is not connected', false, 3],
  ['once', true, 1],
])('a peer dials %s', async (_, once, dials) => {
  const dial = vi.fn(async () => {})
  const host = { dial, getConnections: () => [] }
  const connections = new KeepConnected(host as unknown as Libp2p, () => {}, once)
  connections.introduce(peerId, [])
  expect(dial).not.toHaveBeenCalled()
  connections.introduce(peerId, ['/ip4/5.6.7.8/tcp/1'])
  connections.introduce(peerId, ['/ip4/5.6.7.9/tcp/1'])
  await vi.advanceTimersByTimeAsync(25_000)
  connections.stop()
  expect(dial).toHaveBeenCalledTimes(dials)
})
