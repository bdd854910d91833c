/** The carrier of a connection's bytes: the switch in the runner, or the node's own loopback. */
export interface Carrier {
  data(bytes: Uint8Array): void
  /** No more data from here. */
  end(): void
  reset(code: string): void
  /** The reader has consumed this many bytes. */
  credit(bytes: number): void
}

/** The messages of a carrier to the connection. */
export interface Receiver {
  received(bytes: Buffer): void
  ended(): void
  wasReset(code: string): void
  credited(bytes: number): void
}
