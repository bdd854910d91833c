/** Starts a boot-node, prints `<CPU seconds> <peak MB> <seconds until it listens>`, and ends. */

import { startBootNode } from '../../src/nodes/boot-node/start-boot-node.ts'
import { plainFeatures } from '../../src/protocol/host-features.ts'
import { profiles } from '../../src/protocol/profiles.ts'

const node = await startBootNode({
  identity: '11'.repeat(32),
  listen: ['/ip4/127.0.0.1/tcp/0'],
  profile: 'rust-libp2p',
  relay: profiles['rust-libp2p'].relay,
  refusal: null,
  ...plainFeatures,
  relaying: true,
  autonat: ['v2'],
  libp2pOptions: {},
  services: { rendezvous: null, kad: null, metrics: null },
  inbound: { inboundConnectionThreshold: 5, maxIncomingPendingConnections: 10 },
})
const wall = performance.now() / 1000
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage()
console.log((userCPUTime + systemCPUTime) / 1e6, maxRSS / 1024, wall)
await node.stop()
process.exit(0)
