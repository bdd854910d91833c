/**
 * A peer with the means of a browser: it dials WebSockets only, and others reach it through a relay. Each of them writes on a
 * board that all share: it sends its lines to the nodes in `connect`, again and again until they have them.
 */
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import { ping } from '@libp2p/ping'
import { webSockets } from '@libp2p/websockets'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import type { ModuleContext } from 'libp2p-topo'

interface Settings {
  /** The address of the relay: `/dns4/relay.example/tcp/4002/ws`. */
  readonly relay: string
  /** Lines of this node, with seconds after its start. */
  readonly writes?: readonly { readonly after: number; readonly text: string }[]
}

const protocol = '/board/1.0.0'
/** Time between two attempts, in milliseconds. */
const interval = 15_000

export async function createNode(context: ModuleContext) {
  const { relay, writes = [] } = context.arguments as unknown as Settings
  const board = new Set<string>()
  const queues = context.connect.map((to) => ({ to, lines: [] as string[] }))
  const host = await createLibp2p({
    start: false,
    privateKey: context.privateKey,
    // libp2p finds a relay among its connections, and searches again when it loses the relay.
    addresses: { listen: ['/p2p-circuit'] },
    transports: [webSockets(), circuitRelayTransport()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: context.inbound,
    services: { identify: identify(), ping: ping() },
  })
  await host.handle(
    protocol,
    async (stream) => {
      const chunks: Uint8Array[] = []
      for await (const chunk of stream) chunks.push(chunk.subarray())
      for (const line of JSON.parse(Buffer.concat(chunks).toString()) as readonly string[]) {
        if (board.has(line)) continue
        board.add(line)
        context.log(`board: ${line}`)
      }
      await stream.close()
    },
    { runOnLimitedConnection: true },
  )

  const send = async (addresses: readonly string[], lines: readonly string[]) => {
    const stream = await host.dialProtocol(
      addresses.map((one) => multiaddr(one)),
      protocol,
      {
        runOnLimitedConnection: true,
      },
    )
    stream.send(Buffer.from(JSON.stringify(lines)))
    await stream.close()
  }
  const synchronize = async () => {
    const isReachable = host.getMultiaddrs().length > 0
    if (!isReachable) {
      await host.dial(multiaddr(relay)).catch((error: Error) => context.log(`no relay: ${error.message}`))
    }
    for (const { to, lines } of queues) {
      if (lines.length === 0 || to.multiaddrs.length === 0) continue
      const sent = [...lines]
      await send(to.multiaddrs, sent).then(
        () => lines.splice(0, sent.length),
        (error: Error) => context.log(`cannot reach ${to.name}: ${error.message}`),
      )
    }
  }
  const write = (text: string) => {
    for (const { lines } of queues) lines.push(`${context.name}: ${text}`)
  }
  host.addEventListener('start', () => {
    synchronize()
    const timers = [
      setInterval(synchronize, interval),
      ...writes.map(({ after, text }) => setTimeout(write, after * 1000, text)),
    ]
    host.addEventListener('stop', () => timers.forEach(clearTimeout), { once: true })
  })
  return host
}
