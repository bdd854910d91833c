/**
 * A relay and peers with reservations on it, plain libp2p over loopback, all in this process. Pings every connection from
 * both ends and prints the cost as JSON.
 *
 *     node bench/scale/packed.ts <peers> <rounds of pings>
 */
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { circuitRelayServer, circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { createLibp2p } from 'libp2p'
import { cpuOf, peakMemoryOf } from '../measure.ts'
import { keepalive } from '../virtual-time/keepalive.ts'

const [peers = 0, rounds = 0] = process.argv.slice(2).map(Number)
const imported = cpuOf('self')

const make = (relay: string | null) =>
  createLibp2p({
    addresses: { listen: relay === null ? ['/ip4/127.0.0.1/tcp/0'] : [`${relay}/p2p-circuit`] },
    transports: [tcp(), circuitRelayTransport()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false },
    connectionMonitor: { enabled: false },
    connectionManager: {
      inboundConnectionThreshold: 10_000,
      maxIncomingPendingConnections: 1000,
      maxConnections: 5000,
    },
    services: {
      identify: identify(),
      ping: ping(),
      ...(relay === null && { relay: circuitRelayServer({ reservations: { maxReservations: 5000 } }) }),
    },
  })

const relay = await make(null)
const nodes = [relay]
for (let count = 0; count < peers; count++) nodes.push(await make(String(relay.getMultiaddrs()[0])))
for (let round = 0; round < rounds; round++)
  for (const node of nodes) for (const connection of node.getConnections()) await keepalive(connection)
console.log(JSON.stringify({ cpu: cpuOf('self') - imported, memory: peakMemoryOf('self') }))
process.exit(0)
