import type { Endpoint } from '../../../../protocol/wire.ts'

/** One network that a packet crosses. */
export interface Hop {
  /** The router whose inside it is; null: the internet. */
  readonly network: string | null
  readonly source: Endpoint
  readonly destination: Endpoint
}

/** The networks that a packet crosses, in order. A packet to its own machine crosses none. */
export interface Trail {
  /** Those before the link between the two machines: the packet is there when it is sent. */
  readonly departing: readonly Hop[]
  /** Those behind the receiver's NATs: the packet is there when it arrives. */
  readonly arriving: readonly Hop[]
  /** The machine or router at the end; null: none has the packet's address. */
  readonly target: string | null
}

export const nowhere: Trail = { departing: [], arriving: [], target: null }
