/**
 * libp2p alone: relay, client and third peer in one process over real loopback sockets. Prints the CPU seconds for the
 * given number of keepalive pings, one at a time, in one of two ways:
 *
 *     hot     without time in between: a lower bound that no real network reaches
 *     spaced  5 ms apart; the process sleeps in between
 */
import type { Libp2p } from '@libp2p/interface'
import { keepalive } from './keepalive.ts'
import { createNode } from './libp2p-node.ts'

const [way, wanted] = [process.argv[2], Number(process.argv[3])]
const quiet = () => {}

const relay = await createNode('relay', '/ip4/127.0.0.1/tcp/0', undefined, quiet, 0)
const address = String(relay.getMultiaddrs()[0])
const client = await createNode('client', '/ip4/127.0.0.1/tcp/0', address, quiet, 0)
const third = await createNode('third', '/ip4/127.0.0.1/tcp/0', address, quiet, 0)

const connections = [relay, client, third].flatMap((node: Libp2p) => node.getConnections())
const before = process.cpuUsage()
for (let pings = 0; pings < wanted; pings++) {
  const connection = connections[pings % connections.length]
  if (connection === undefined) throw new Error('the three nodes are not connected')
  await keepalive(connection)
  if (way === 'spaced') await new Promise((resolve) => setTimeout(resolve, 5))
}
const { user, system } = process.cpuUsage(before)
console.log((user + system) / 1e6)
process.exit(0)
