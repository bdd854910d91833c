import type { Libp2p } from '@libp2p/interface'
import { kadDHT, passthroughMapper } from '@libp2p/kad-dht'
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { expect, test } from 'vitest'
import { startBootNode } from '../../../src/nodes/boot-node/start-boot-node.ts'
import { basicOptions, basicServices, basicTransports } from '../../../src/nodes/host/options.ts'
import { plainFeatures } from '../../../src/protocol/host-features.ts'
import { manyFromOneAddress } from '../../../src/protocol/inbound.ts'
import { profiles } from '../../../src/protocol/profiles.ts'

const protocol = '/calimero/kad/1.0.0'

function bootNode() {
  return startBootNode({
    identity: '11'.repeat(32),
    listen: ['/ip4/127.0.0.1/tcp/0'],
    ...plainFeatures,
    relaying: true,
    profile: 'calimero-boot-node',
    relay: profiles['calimero-boot-node'].relay,
    refusal: null,
    libp2pOptions: {},
    autonat: [],
    inbound: manyFromOneAddress,
    services: { rendezvous: null, kad: protocol, metrics: null },
  })
}

function client() {
  return createLibp2p({
    ...basicOptions,
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0'] },
    transports: basicTransports,
    services: {
      ...basicServices,
      kad: kadDHT({ protocol, clientMode: false, peerInfoMapper: passthroughMapper }),
    },
  })
}

test('who knows only a boot-node finds another peer in its Kademlia', async () => {
  await using boot = await bootNode()
  const [alice, bob] = await Promise.all([client(), client()])
  try {
    const [address] = boot.host.getMultiaddrs()
    for (const host of [alice, bob]) await host.dial(multiaddr(String(address)))
    await knowsBoth(boot.host)
    const signal = AbortSignal.timeout(20_000)
    const found = await alice.peerRouting.findPeer(peerIdFromString(bob.peerId.toString()), { signal })
    expect(found.multiaddrs.map((one) => `${one}/p2p/${bob.peerId}`)).toContain(
      String(bob.getMultiaddrs()[0]),
    )
  } finally {
    await Promise.all([alice.stop(), bob.stop()])
  }
})

/** Resolves when the boot-node knows two peers that speak its Kademlia. */
function knowsBoth(host: Libp2p): Promise<void> {
  return new Promise((resolve) => {
    const check = async () => {
      const peers = await host.peerStore.all()
      if (peers.filter(({ protocols }) => protocols.includes(protocol)).length === 2) resolve()
    }
    host.addEventListener('peer:update', check)
    check()
  })
}
