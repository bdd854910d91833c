/** What a connection needs of whatever carries its bytes: the switch in the runner, or the node's own loopback. */
export interface Carrier {
  data(bytes: Uint8Array): void
  /** No more data from here. */
  end(): void
  reset(code: string): void
  /** The reader has consumed this many bytes; 0: it has stopped reading, and bytes wait. */
  credit(bytes: number): void
}

/** What a carrier tells the connection. */
export interface Receiver {
  received(bytes: Buffer): void
  ended(): void
  wasReset(code: string): void
  credited(bytes: number): void
}
