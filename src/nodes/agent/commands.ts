/** The commands that the runner can send to a node. */
import { peerIdFromString } from '@libp2p/peer-id'
import { multiaddr } from '@multiformats/multiaddr'
import { messageOf } from '../../base/errors.ts'
import type { CommandInput, CommandName, CommandOutput } from '../../protocol/messages.ts'
import { identifyResult } from '../host/identify-results.ts'
import { readMetric } from '../metrics/read-metrics.ts'
import { withPeer } from './dial.ts'
import type { HostedNode } from './hosted-node.ts'
import type { Naming } from './naming.ts'
import { pingOpen, transferOpen } from './open-connections.ts'
import { probe } from './probe.ts'
import type { Prober } from './prober.ts'
import { readResource } from './resources.ts'
import { transferBytes } from './transfer.ts'

export interface CommandContext {
  readonly node: HostedNode
  readonly naming: Naming
  readonly proberIdentity: string
}

type Handler<C extends CommandName> = (
  context: CommandContext,
  input: CommandInput<C>,
) => Promise<CommandOutput<C>>

const handlers: { readonly [C in CommandName]: Handler<C> } = {
  probe: async ({ naming, ...context }, input) => {
    const { paths, reason } = await probe(proberOf(context), input)
    return { paths: paths.map((path) => naming.path(path)), reason: naming.sentence(reason) }
  },
  'ping-open': async ({ node, naming }, input) => {
    const { answered, silent } = await pingOpen(node.host, input)
    return {
      answered: answered.map((path) => naming.path(path)),
      silent: silent.map(({ path, reason }) => ({
        path: naming.path(path),
        reason: naming.sentence(reason),
      })),
    }
  },
  disconnect: async ({ node }, { peerIds }) => {
    const connections = peerIds.flatMap((peerId) => node.host.getConnections(peerIdFromString(peerId)))
    await Promise.all(connections.map((connection) => connection.close()))
    return { closed: connections.length }
  },
  dial: async ({ node, naming }, { peerId, addresses }) => {
    const peer = peerIdFromString(peerId)
    const before = node.host.getConnections(peer).length
    try {
      await node.host.dial(
        addresses === null ? peer : addresses.map((one) => multiaddr(withPeer(one, peerId))),
      )
    } catch (error) {
      return { opened: 0, reason: naming.sentence(messageOf(error)) }
    }
    return { opened: Math.max(0, node.host.getConnections(peer).length - before), reason: '' }
  },
  'change-relay': async ({ node }, change) => {
    if (node.changeRelay === undefined) throw new Error('this node is no relay')
    return { before: node.changeRelay(change) }
  },
  'drop-reservations': async ({ node }, { peerIds }) => {
    if (node.dropReservations === undefined) throw new Error('this node is no relay')
    return { dropped: node.dropReservations(peerIds) }
  },
  metric: async ({ node }, { name, endpoint }) => {
    if (endpoint !== null) return { samples: await readMetric(endpoint, name) }
    const { metricsUrl = null } = node
    if (node.readMetric !== undefined) return { samples: await node.readMetric(name) }
    if (metricsUrl === null) throw new Error('this node has no metrics')
    return { samples: await readMetric(metricsUrl, name) }
  },
  resource: async ({ node }, input) => ({ value: readResource(node.host, input) }),
  identify: async ({ node }, { peerId }) => identifyResult(node.host, peerId),
  transfer: async ({ naming, ...context }, input) =>
    named(naming, await transferBytes(proberOf(context), input)),
  'transfer-open': async ({ node, naming }, input) => named(naming, await transferOpen(node.host, input)),
  stop: async ({ node }) => {
    await node.stop()
    return {}
  },
}

function named(
  naming: Naming,
  { path, reason, ...rest }: CommandOutput<'transfer'>,
): CommandOutput<'transfer'> {
  return { ...rest, path: path === null ? null : naming.path(path), reason: naming.sentence(reason) }
}

function proberOf({ node, proberIdentity }: Omit<CommandContext, 'naming'>): Prober {
  return { host: node.host, dialOptions: node.dialOptions, identity: proberIdentity }
}

export function runCommand<C extends CommandName>(
  context: CommandContext,
  command: C,
  input: CommandInput<C>,
): Promise<CommandOutput<C>> {
  const handler: Handler<C> = handlers[command]
  return handler(context, input)
}
