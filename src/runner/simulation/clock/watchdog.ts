/** Notices, in wall time, that a round does not end. One timer serves the whole run. */
export class Watchdog {
  readonly #limit: number
  readonly #bite: () => void
  readonly #mayWait: (isNew: boolean) => boolean
  #timer: NodeJS.Timeout | undefined
  #round = 0
  #seen = 0
  #ticks = 0
  #watching = false

  /**
   * After the limit, the round may go on while `mayWait` returns true, up to a multiple of the limit. It is asked again and
   * again from the beginning; `isNew`: for the first time in a round.
   */
  constructor(limit: number, bite: () => void, mayWait: (isNew: boolean) => boolean = () => false) {
    this.#limit = limit
    this.#bite = bite
    this.#mayWait = mayWait
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
    if (!this.#watching) return
    const isNew = this.#seen !== this.#round
    this.#seen = this.#round
    this.#ticks = isNew ? 0 : this.#ticks + 1
    const mayWait = this.#mayWait(isNew)
    if (this.#ticks < ticks || (mayWait && this.#ticks < ticks * longest)) return
    this.stop()
    this.#bite()
  }
}

const ticks = 10
/** Multiple of the limit after which no round may go on. */
const longest = 6
