/** The agent's view of a node of any kind. */
import type { Libp2p } from '@libp2p/interface'
import type { RelayChange } from '../../protocol/boot-node-config.ts'
import type { NodeConfig, Sample } from '../../protocol/messages.ts'
import type { PortMapping } from '../../protocol/peer-config.ts'
import type { RelayConfig } from '../../protocol/relay-config.ts'
import type { DialOptions } from '../host/dial-options.ts'
import type { Observe } from '../host/observe.ts'

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

/** Runs the node of a configuration; each program of the agent has kinds of its own. */
export type RunNode = (config: NodeConfig, observe: Observe) => Promise<HostedNode>

export function notThisKind(kind: string): Error {
  return new Error(`this agent does not run nodes of the kind ${kind}`)
}
