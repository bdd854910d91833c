/**
 * A small chat without a server: each node keeps the whole history and regularly exchanges it with the others. It is an
 * ordinary js-libp2p program, except that topo calls `createNode` instead of a `main`.
 */
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { circuitRelayTransport } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import type { Stream } from '@libp2p/interface'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import type { ModuleContext } from 'libp2p-topo'
import { History, type Message } from './history.ts'

const protocol = '/topo-chat/1.0.0'

/** Time between two exchanges with the same peer, in milliseconds. */
const exchangeInterval = 30_000

/** The messages of this node, with seconds after its start: `with: { says: [{ after: 60, text: hello }] }`. */
interface Settings {
  readonly says?: readonly { readonly after: number; readonly text: string }[]
}

export async function createNode(context: ModuleContext) {
  const { says = [] } = context.arguments as Settings
  const history = new History((message) => context.log(`${message.from}: ${message.text}`))
  const host = await createLibp2p({
    start: false,
    privateKey: context.privateKey,
    // libp2p finds a relay among its connections, and searches again when it loses the relay.
    addresses: { listen: [...context.listen, '/p2p-circuit'], announce: [...context.announce] },
    transports: [tcp(), circuitRelayTransport()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: context.inbound,
    services: { identify: identify(), ping: ping() },
  })
  await host.handle(
    protocol,
    async (stream) => {
      history.merge(await receive(stream))
      await send(stream, history.all)
    },
    { runOnLimitedConnection: true },
  )

  const exchange = async (addresses: readonly string[]) => {
    const stream = await host.dialProtocol(addresses.map(multiaddr), protocol, {
      runOnLimitedConnection: true,
    })
    await send(stream, history.all)
    history.merge(await receive(stream))
  }
  const exchangeWithAll = async () => {
    for (const relay of context.relays) await host.dial(multiaddr(relay)).catch(() => {})
    for (const { name, multiaddrs } of context.connect) {
      if (multiaddrs.length === 0) continue
      await exchange(multiaddrs).catch((error: Error) =>
        context.log(`cannot reach ${name}: ${error.message}`),
      )
    }
  }
  host.addEventListener('start', () => {
    exchangeWithAll()
    const timers = [
      setInterval(exchangeWithAll, exchangeInterval),
      ...says.map(({ after, text }) =>
        setTimeout(() => history.merge([{ from: context.name, at: Date.now(), text }]), after * 1000),
      ),
    ]
    host.addEventListener('stop', () => timers.forEach(clearTimeout), { once: true })
  })
  return host
}

async function send(stream: Stream, messages: readonly Message[]): Promise<void> {
  stream.send(Buffer.from(JSON.stringify(messages)))
  await stream.close()
}

async function receive(stream: Stream): Promise<readonly Message[]> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk.subarray())
  return JSON.parse(Buffer.concat(chunks).toString()) as readonly Message[]
}
