/**
 * A peer with a planted bug. It keeps a connection to its relay: when the connection closes, it dials again. But when a
 * connection closes within 5 s of a jump of the clock, it forgets the relay. Each of the two alone is harmless.
 */
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { identify } from '@libp2p/identify'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import type { ModuleContext } from 'libp2p-topo'

const tick = 2000
const near = 5000

export async function createNode(context: ModuleContext) {
  const node = await createLibp2p({
    start: false,
    privateKey: context.privateKey,
    addresses: { listen: [...context.listen] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionMonitor: { enabled: false },
    connectionManager: context.inbound,
    services: { identify: identify(), ping: ping() },
  })
  let relays = context.relays.map((relay) => multiaddr(relay))
  let drift = Date.now() - performance.now()
  let jumpedAt = Number.NEGATIVE_INFINITY
  let closedAt = Number.NEGATIVE_INFINITY
  node.addEventListener('connection:close', () => {
    closedAt = performance.now()
  })
  setInterval(() => {
    const now = Date.now() - performance.now()
    if (Math.abs(now - drift) > 1000) jumpedAt = performance.now()
    drift = now
    if (Math.abs(jumpedAt - closedAt) <= near) relays = []
    if (node.getConnections().length === 0) for (const relay of relays) node.dial(relay).catch(() => {})
  }, tick)
  return node
}
