/**
 * Keeps the order of requests whose results the machine brings in any order: the ends of processes at one instant of
 * virtual time.
 */
export interface Turn {
  /** Resolves when all earlier turns are over. */
  readonly come: Promise<void>
  over(): void
}

export class Turns {
  #last: Promise<void> = Promise.resolve()

  take(): Turn {
    const come = this.#last
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#last = Promise.all([come, promise]).then(() => {})
    return { come, over: resolve }
  }
}
