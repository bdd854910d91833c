/** libp2p's limits for inbound connections. */
export interface InboundLimits {
  /** Maximum number of inbound connections per second from one IP address. */
  readonly inboundConnectionThreshold: number
  /** Maximum number of inbound connections during the handshake. */
  readonly maxIncomingPendingConnections: number
}

/** libp2p's defaults. */
export const usualInbound: InboundLimits = {
  inboundConnectionThreshold: 5,
  maxIncomingPendingConnections: 10,
}

/** Limits for nodes that share an IP address because they are on one machine. */
export const manyFromOneAddress: InboundLimits = {
  inboundConnectionThreshold: 1_000_000,
  maxIncomingPendingConnections: 1_000_000,
}
