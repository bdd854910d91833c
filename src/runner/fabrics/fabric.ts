import type { InboundLimits } from '../../protocol/inbound.ts'

/** What a fabric needs to know of a node. */
export interface FabricNode {
  readonly name: string
  readonly peerId: string
  /** Whether it listens on TCP. */
  readonly listens: boolean
  /** Whether it waits to be started, so that others may look for it before it was ever up. */
  readonly isManual: boolean
}

/** What carries bytes between nodes: where each listens, and how others find it there. */
export interface Fabric {
  readonly kind: 'virtual' | 'host'
  /** What libp2p is to allow per IP address on this fabric. */
  readonly inbound: InboundLimits
  /** Multiaddrs for the node to listen on. */
  listenOn(node: FabricNode): Promise<readonly string[]>
  /** A port for the node, the same whenever it is asked for; nobody else has it. */
  portOf(node: FabricNode): Promise<number>
  /** The node listens; a later start of it must find it at the same place. */
  isUp(node: FabricNode, addresses: readonly string[]): void
  /** Multiaddr, with peer id, at which others find the node. Waits until the node listens for the first time. */
  addressOf(node: FabricNode): Promise<string>
}
