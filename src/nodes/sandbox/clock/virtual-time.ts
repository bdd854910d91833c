/** The run's time in this process, which the runner sets, and the calendar and stopwatches that follow it. */
export class VirtualTime {
  /** The run's time in milliseconds. */
  now: number
  /** Error of this node's calendar, in milliseconds. It has no effect on timers and stopwatches. */
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

  /** Milliseconds since the start of the process. */
  elapsed(): number {
    return this.now - this.#start
  }

  /** Nanoseconds on a monotonic clock that all nodes of a run share, like processes on one machine. */
  nanoseconds(): bigint {
    return BigInt(Math.round(this.now * 1e6)) + 1_000_000_000n
  }
}
