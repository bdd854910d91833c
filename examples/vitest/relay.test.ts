import { runBootNode, runPeer, runTopology, startTopology } from 'libp2p-topo'
import { expect, test } from 'vitest'

test('a topology file passes', async () => {
  expect(await runTopology('relay-restart.yaml')).toPass()
})

test('a peer is reachable again after the boot-node has crashed', async () => {
  await using net = await startTopology('relay-restart.yaml')
  await expect(net.node('bob')).toReach('alice', { path: 'relayed', via: 'boot' })

  await net.node('boot').restart({ how: 'kill', down: '20s' })
  expect(net.node('alice').reservations).toEqual([])

  await net.expect({ expect: 'reservation', peer: 'alice', relay: 'boot', state: 'held', within: '1m' })
  await expect(net.node('bob')).toReach('alice', { path: 'relayed', via: 'boot' })
})

test('a reservation ends with its time', async () => {
  await using boot = await runBootNode({ relay: { reservationDuration: '2s', maxReservations: 1 } })
  await using alice = await runPeer({ relays: [boot] })
  await boot.seen({ kind: 'relay-reservation', outcome: 'accepted', peer: alice.peerId })
  await boot.seen({ kind: 'relay-reservation', outcome: 'expired', peer: alice.peerId })
})
