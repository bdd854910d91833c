/** How libp2p is to deal with inbound connections. */
export interface InboundLimits {
  /** Inbound connections per second from one IP address. */
  readonly inboundConnectionThreshold: number
  /** Inbound connections whose handshake is not done yet. */
  readonly maxIncomingPendingConnections: number
}

/** As libp2p comes. */
export const usualInbound: InboundLimits = {
  inboundConnectionThreshold: 5,
  maxIncomingPendingConnections: 10,
}

/** On one machine all nodes share an IP address, for which libp2p's limits are not meant. */
export const manyFromOneAddress: InboundLimits = {
  inboundConnectionThreshold: 1_000_000,
  maxIncomingPendingConnections: 1_000_000,
}
