/**
 * libp2p alone: relay, client and third peer in one process over real loopback sockets, pinging as libp2p's connection
 * monitor does, one ping at a time, with no time in between. Prints the CPU seconds that the pings took.
 */
import type { Connection, Libp2p } from '@libp2p/interface'
import { byteStream } from '@libp2p/utils'
import { createNode } from './libp2p-node.ts'

const count = Number(process.argv[2])
const quiet = () => {}
const relay = await createNode('relay', '/ip4/127.0.0.1/tcp/0', undefined, quiet, false)
const address = String(relay.getMultiaddrs()[0])
const client = await createNode('client', '/ip4/127.0.0.1/tcp/0', address, quiet, false)
const third = await createNode('third', '/ip4/127.0.0.1/tcp/0', address, quiet, false)

async function pingAll(node: Libp2p): Promise<number> {
  const connections = node.getConnections()
  for (const connection of connections) await ping(connection)
  return connections.length
}

async function ping(connection: Connection): Promise<void> {
  const signal = AbortSignal.timeout(10_000)
  const stream = await connection.newStream('/ipfs/ping/1.0.0', { signal, runOnLimitedConnection: true })
  const bytes = byteStream(stream)
  const data = crypto.getRandomValues(new Uint8Array(32))
  await Promise.all([bytes.write(data, { signal }), bytes.read({ bytes: 32, signal })])
  await stream.close({ signal })
}

const before = process.cpuUsage()
for (let done = 0; done < count; ) {
  for (const node of [relay, client, third]) done += await pingAll(node)
}
const { user, system } = process.cpuUsage(before)
console.log((user + system) / 1e6)
process.exit(0)
