/**
 * A peer of a gossipsub swarm, with `@libp2p/gossipsub` as npm has it. It stays connected to the nodes in `connect`, publishes
 * what `with` tells it to say, and prints what it hears.
 */
import { noise } from '@chainsafe/libp2p-noise'
import { yamux } from '@chainsafe/libp2p-yamux'
import { gossipsub } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { peerIdFromString } from '@libp2p/peer-id'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import type { ModuleContext } from 'libp2p-topo'

/** The messages of this node, with seconds after its start. */
interface Settings {
  readonly says?: readonly { readonly after: number; readonly text: string }[]
  /** Default: true. libp2p itself dials nobody again. */
  readonly redials?: boolean
}

const topic = 'news'
/** Time between two looks for lost connections, in milliseconds. */
const redialInterval = 15_000

export async function createNode(context: ModuleContext) {
  const { says = [], redials = true } = context.arguments as Settings
  const host = await createLibp2p({
    start: false,
    privateKey: context.privateKey,
    addresses: { listen: [...context.listen], announce: [...context.announce] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionManager: context.inbound,
    services: { identify: identify(), ping: ping(), pubsub: gossipsub() },
  })
  const { pubsub } = host.services
  pubsub.addEventListener('message', ({ detail }) =>
    context.log(`heard ${new TextDecoder().decode(detail.data)}`),
  )

  const connect = async () => {
    for (const { name, peerId, multiaddrs } of context.connect) {
      if (multiaddrs.length === 0 || host.getConnections(peerIdFromString(peerId)).length > 0) continue
      await host
        .dial(multiaddrs.map((one) => multiaddr(one)))
        .catch((error: Error) => context.log(`cannot reach ${name}: ${error.message}`))
    }
  }
  const publish = (text: string) =>
    pubsub
      .publish(topic, new TextEncoder().encode(`${context.name}: ${text}`))
      .catch((error: Error) => context.log(`cannot say "${text}": ${error.message}`))

  host.addEventListener('start', () => {
    pubsub.subscribe(topic)
    connect()
    const timers = [
      ...(redials ? [setInterval(connect, redialInterval)] : []),
      ...says.map(({ after, text }) => setTimeout(publish, after * 1000, text)),
    ]
    host.addEventListener('stop', () => timers.forEach(clearTimeout), { once: true })
  })
  return host
}
