/** The way of a connection's bytes to its other end: the switch in the runner, or the node's own loopback. */
export interface Carrier {
  data(bytes: Uint8Array): void
  /** Ends the data from here. */
  end(): void
  reset(code: string): void
  /** Tells the sender that the reader has consumed this number of bytes; 0: it has stopped reading, and bytes wait. */
  credit(bytes: number): void
}

/** The end of a connection, as the carrier calls it. */
export interface Receiver {
  received(bytes: Buffer): void
  ended(): void
  wasReset(code: string): void
  credited(bytes: number): void
}
