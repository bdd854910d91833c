/** Notices, in wall time, that a round does not end. One timer serves the whole run. */
export class Watchdog {
  readonly #limit: number
  readonly #bite: () => void
  #timer: NodeJS.Timeout | undefined
  #round = 0
  #seen = 0
  #ticks = 0
  #watching = false

  constructor(limit: number, bite: () => void) {
    this.#limit = limit
    this.#bite = bite
  }

  /** Watches a round that begins. */
  watch(): void {
    this.#round++
    this.#watching = true
    this.#timer ??= setInterval(() => this.#tick(), this.#limit / ticks)
  }

  /** Ends the watch of a round. */
  rest(): void {
    this.#watching = false
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#watching = false
  }

  #tick(): void {
    if (!this.#watching || this.#seen !== this.#round) {
      this.#seen = this.#round
      this.#ticks = 0
    } else if (++this.#ticks >= ticks) {
      this.stop()
      this.#bite()
    }
  }
}

const ticks = 10
