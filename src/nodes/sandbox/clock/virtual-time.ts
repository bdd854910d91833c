/** The time of this process: the run's time, set by the runner, and what calendar and stopwatch make of it. */
export class VirtualTime {
  /** The run's time in milliseconds. */
  now: number
  /** The error of this node's calendar, in milliseconds. Timers and stopwatches ignore it. */
  skew = 0
  readonly #epoch: number
  readonly #start: number

  constructor(epoch: number, start: number) {
    this.#epoch = epoch
    this.#start = start
    this.now = start
  }

  /** The value of `Date.now()`. */
  calendar(): number {
    return Math.floor(this.#epoch + this.now + this.skew)
  }

  /** The value of `performance.timeOrigin`. */
  origin(): number {
    return this.#epoch + this.#start
  }

  /** Milliseconds since the process started. */
  elapsed(): number {
    return this.now - this.#start
  }

  /** Nanoseconds on a monotonic clock that, like a machine's, all nodes of a run share. */
  nanoseconds(): bigint {
    return BigInt(Math.round(this.now * 1e6)) + 1_000_000_000n
  }
}
