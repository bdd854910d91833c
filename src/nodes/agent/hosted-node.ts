/** The agent's view of a node of any kind. */
import type { Libp2p } from '@libp2p/interface'
import type { RelayChange } from '../../protocol/boot-node-config.ts'
import type { NodeConfig, Sample } from '../../protocol/messages.ts'
import type { PortMapping } from '../../protocol/peer-config.ts'
import type { RelayConfig } from '../../protocol/relay-config.ts'
import { bootNodeDialOptions, startBootNode } from '../boot-node/start-boot-node.ts'
import type { DialOptions } from '../host/dial-options.ts'
import type { Observe } from '../host/observe.ts'
import { runModule } from '../module/run-module.ts'
import { peerDialOptions, startPeer } from '../peer/start-peer.ts'

export interface HostedNode {
  readonly host: Libp2p
  /** The options by which its host dials; null: topo cannot know. */
  readonly dialOptions: DialOptions | null
  readonly changeRelay?: (change: RelayChange) => RelayConfig
  readonly dropReservations?: (peerIds: readonly string[] | null) => number
  /** URL of its metrics; null: it serves none. */
  readonly metricsUrl?: string | null
  /** Reads a metric of a host of other code; null: it has none of this name. Throws when it has no metrics. */
  readonly readMetric?: (name: string) => Promise<readonly Sample[] | null>
  /** Takes the news that its router maps a port to it, or no longer does. */
  readonly learnPort?: (mapping: PortMapping, isOpen: boolean) => void
  readonly introduce?: (peerId: string, addresses: readonly string[]) => void
  readonly discover?: (peerId: string, addresses: readonly string[]) => void
  stop(): Promise<void>
}

export async function runNode(config: NodeConfig, observe: Observe): Promise<HostedNode> {
  switch (config.kind) {
    case 'boot-node':
      return { ...(await startBootNode(config, observe)), dialOptions: await bootNodeDialOptions(config) }
    case 'peer':
      return { ...(await startPeer(config, observe)), dialOptions: await peerDialOptions(config) }
    case 'module':
      return runModule(config, observe)
    case 'command':
      throw new Error('this agent does not stand for a program that speaks for itself')
  }
}
