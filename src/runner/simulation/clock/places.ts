/**
 * Places of results that the machine brings in any order, such as the ends of processes. The runner takes a place when
 * it asks for a result. The results come in the order of their places, one at a time.
 */
import type { ResultPlace } from './clock.ts'

interface Taken {
  /** null: its result is not in yet. */
  come: (() => void) | null
}

export class Places {
  readonly #taken: Taken[] = []
  readonly #changed: () => void
  #isOpen = false

  /** `changed` is called when a result is in. */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** True while a place waits for its result. */
  get awaited(): boolean {
    return this.#taken.length > 0
  }

  take(): ResultPlace {
    const taken: Taken = { come: null }
    if (!this.#isOpen) this.#taken.push(taken)
    return {
      come: () =>
        new Promise((resolve) => {
          if (this.#isOpen) resolve()
          taken.come = resolve
          this.#changed()
        }),
    }
  }

  /** Lets the first place come; returns false when its result is not in yet. */
  next(): boolean {
    const come = this.#taken[0]?.come ?? null
    if (come === null) return false
    this.#taken.shift()
    come()
    return true
  }

  /** Lets every result come at once from now on. */
  open(): void {
    this.#isOpen = true
    for (const { come } of this.#taken.splice(0)) come?.()
  }
}
