import { joinWishes, type Wish } from './wish.ts'

/** Holds the next wish until the loop of `--watch` takes it. */
export class WishBox {
  #waiting: Wish | null = null
  #arrival = Promise.withResolvers<void>()
  #onKey: (wish: Wish) => void = () => {}

  put(wish: Wish): void {
    this.#waiting = joinWishes(this.#waiting, wish)
    if (wish.kind !== 'changed') this.#onKey(wish)
    this.#arrival.resolve()
  }

  /** Calls `act` with the wish of each key from now on, in place of the function before it. A change is no key. */
  onKey(act: (wish: Wish) => void): void {
    this.#onKey = act
  }

  /** Resolves with the next wish. */
  async next(): Promise<Wish> {
    await this.#arrival.promise
    this.#arrival = Promise.withResolvers<void>()
    const wish = this.#waiting
    this.#waiting = null
    return wish ?? { kind: 'quit' }
  }
}
