/** What the rounds need of node processes and of the network between them. */
import type { Batch, Frame } from '../../../protocol/wire.ts'

/** A node process, as the clock sees it: a NodeChannel with a name and a rank. */
export interface Participant {
  readonly name: string
  /** The node's place in the plan. Answers of one round count in this order. */
  readonly rank: number
  send(batch: Batch): void
  onBatch(listener: (batch: Batch) => void): void
}

/** The virtual network: a state machine that the rounds drive. */
export interface RoundNetwork {
  /** A node has written a frame at the time `now`. */
  send(host: string, frame: Frame, now: number): void
  /** The time of the next delivery, Infinity if nothing is under way. */
  next(): number
  /** Everything due by `now`, each host once, its frames in canonical order: by time, then link, then sequence. */
  take(now: number): Iterable<Delivery>
  /**
   * The shortest time that anything takes from one node to another: what a node writes within that time from now on
   * cannot reach another one in it. 0, or absent, where something can arrive at once.
   */
  lookahead?(): number
}

export interface Delivery {
  readonly host: string
  readonly frames: readonly Frame[]
}
