import type { Frame } from '../../../protocol/wire.ts'

/** The virtual network, as the rounds drive it. */
export interface RoundNetwork {
  /** Takes a frame that a node wrote at the time `now`. */
  send(host: string, frame: Frame, now: number): void
  /** Time of the next event; Infinity: there is none. */
  next(): number
  /** Frames due by `now`, each host once, its frames in canonical order: by time, then link, then sequence. */
  take(now: number): Iterable<Delivery>
  /**
   * Shortest time from one node to another: within it, nodes cannot reach each other. 0, or absent, where a frame can
   * arrive at once.
   */
  lookahead?(): number
}

export interface Delivery {
  readonly host: string
  readonly frames: readonly Frame[]
}
