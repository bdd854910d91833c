import type { InboundLimits } from '../../protocol/inbound.ts'
import type { PortMapping } from '../../protocol/peer-config.ts'
import type { FabricKind } from '../language/values/fabric-kind.ts'

/** A node, as far as a fabric needs it. */
export interface FabricNode {
  readonly name: string
  readonly peerId: string
  /** It listens on TCP. */
  readonly listens: boolean
  /** It waits for a `start` fault, so that others may look for it before its first start. */
  readonly isManual: boolean
}

/** The medium that carries bytes between nodes: it knows where each listens, and its address for others. */
export interface Fabric {
  readonly kind: FabricKind
  /** libp2p's limits per IP address on this fabric. */
  readonly inbound: InboundLimits
  /** Multiaddrs for the node to listen on. */
  listenOn(node: FabricNode): Promise<readonly string[]>
  /** The node's own port, the same at each call. */
  portOf(node: FabricNode): Promise<number>
  /** The port mappings of its router that lead to it, as they are now. */
  portsOf(node: FabricNode): readonly PortMapping[]
  /** The node listens at these addresses; its later starts must use them again. */
  isUp(node: FabricNode, addresses: readonly string[]): void
  /** Multiaddr with peer id for others to dial. Resolves when the node has listened for the first time. */
  addressOf(node: FabricNode): Promise<string>
}
