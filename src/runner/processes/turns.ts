/**
 * Keeps the order in which things were asked for where the machine decides in which order they come about: processes
 * that are ended at one instant of virtual time.
 */
export interface Turn {
  /** Resolves when everybody who asked before has had their turn. */
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
