import type { InboundLimits } from '../../nodes/host.ts'
import type { NodePlan } from '../plan/plan.ts'

/** What carries bytes between nodes: where each listens, and how others find it there. */
export interface Fabric {
  readonly kind: 'virtual' | 'host'
  /** What libp2p is to allow per IP address on this fabric. */
  readonly inbound: InboundLimits
  /** Multiaddrs for the node to listen on. */
  listenOn(node: NodePlan): Promise<readonly string[]>
  /** The node listens; a later start of it must find it at the same place. */
  isUp(node: NodePlan, addresses: readonly string[]): void
  /** Multiaddr, with peer id, at which others find the node. Waits until the node listens for the first time. */
  addressOf(node: NodePlan): Promise<string>
}
