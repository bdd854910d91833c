/**
 * topologies/hello.yaml written without topo: three hosts in one process on 127.0.0.1, with libp2p from node_modules. One
 * host pings another and knows only its address through the relay.
 */
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { autoNAT } from '@libp2p/autonat'
import { circuitRelayServer, circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { dcutr } from '@libp2p/dcutr'
import { identify } from '@libp2p/identify'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { createLibp2p } from 'libp2p'

const host = (listen, services = {}) =>
  createLibp2p({
    addresses: { listen },
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    transports: [tcp(), circuitRelayTransport()],
    services: { identify: identify(), ping: ping(), ...services },
  })

const boot = await host(['/ip4/127.0.0.1/tcp/0'], { autoNAT: autoNAT(), relay: circuitRelayServer() })
const relayed = [`${boot.getMultiaddrs()[0]}/p2p-circuit`]
const alice = await host(relayed, { autoNAT: autoNAT(), dcutr: dcutr() })
const bob = await host(relayed, { autoNAT: autoNAT(), dcutr: dcutr() })
const prober = await host([])
const [address] = alice.getMultiaddrs()
const milliseconds = await prober.services.ping.ping(address)
const [connection] = prober.getConnections(alice.peerId)
if (!connection?.remoteAddr.toString().includes('/p2p-circuit')) throw new Error('it is not relayed')
console.log(`reached alice relayed through boot in ${milliseconds} ms`)
await Promise.all([prober, bob, alice, boot].map((node) => node.stop()))
process.exit(0)
