/** The three libp2p nodes of the relay-expiry scenario, unmodified libp2p with its own defaults. */
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { circuitRelayServer, circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import type { Libp2p } from '@libp2p/interface'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'

export type Role = 'relay' | 'client' | 'third'

const hour = 3_600_000

export async function createNode(
  role: Role,
  listen: string,
  relay: string | undefined,
  report: (event: string) => void,
  /** Milliseconds between keepalive pings; libp2p's default is 10 s, 0 is never. */
  pingInterval = 10_000,
): Promise<Libp2p> {
  const node = await createLibp2p({
    addresses: { listen: role === 'client' && relay !== undefined ? [`${relay}/p2p-circuit`] : [listen] },
    transports: [tcp(), circuitRelayTransport()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: {
      denyDialMultiaddr: () => false,
      denyInboundRelayReservation: () => {
        report('reservation')
        return false
      },
    },
    connectionMonitor: { enabled: pingInterval > 0, pingInterval },
    services: {
      identify: identify(),
      ping: ping(),
      ...(role === 'relay' && { relay: circuitRelayServer({ reservations: { reservationTtl: hour } }) }),
    },
  })
  node.addEventListener('connection:open', (event) => report(`open ${event.detail.remoteAddr}`))
  node.addEventListener('connection:close', (event) => report(`close ${event.detail.remoteAddr}`))
  node.addEventListener('self:peer:update', (event) => {
    report(`addresses ${event.detail.peer.addresses.map(({ multiaddr }) => multiaddr).join(' ')}`)
  })
  if (role === 'third' && relay !== undefined) await node.dial(multiaddr(relay))
  return node
}
