/** Properties of a link in one direction. */
export interface LinkQuality {
  /** Milliseconds. */
  readonly latency: number
  /** Greatest extra delay of a segment, in milliseconds. Segments of one connection keep their order. */
  readonly jitter: number
  /** Bytes per second; null: unlimited. */
  readonly bandwidth: number | null
  /** Share of packets that are lost, 0 to 1. The sender sends them again after a retransmission timeout. */
  readonly loss: number
}

/**
 * Qualities from one end to the other. An end is a host, a router (everything behind it, seen from outside) or `*`.
 * For each quality, the most specific rule decides; of equally specific rules, the last.
 */
export interface LinkRule extends Partial<LinkQuality> {
  readonly from: string
  readonly to: string
  readonly oneWay?: boolean
}
