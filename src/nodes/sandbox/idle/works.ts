/**
 * Work that the process has handed to threads: WebCrypto, node:crypto with a callback, WebAssembly.
 *
 * Threads finish in an order that depends on the machine. So results are held back until the process has nothing else
 * to do, and then handed out one at a time, in the order in which the work was begun.
 */
interface Work {
  release: (() => void) | undefined
}

export class Works {
  readonly #queue: Work[] = []
  #held = 0
  #waiting: (() => void) | undefined

  /** How many pieces of work are not over. */
  get size(): number {
    return this.#queue.length + this.#held
  }

  /** Waits for work of the program's own, which may itself begin work and need its results. */
  hold<T>(promise: Promise<T>): Promise<T> {
    this.#held++
    const done = () => {
      this.#held--
      this.#goOn()
    }
    promise.then(done, done)
    return promise
  }

  /** Begins a piece of work; the answer is to be called with what hands out its result. */
  begin(): (release: () => void) => void {
    const work: Work = { release: undefined }
    this.#queue.push(work)
    return (release) => {
      work.release = release
      if (this.#queue[0] === work) this.#goOn()
    }
  }

  track<T>(promise: Promise<T>): Promise<T> {
    const settle = this.begin()
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => settle(() => resolve(value)),
        (error: unknown) => settle(() => reject(error)),
      )
    })
  }

  /** Hands out the oldest result, if it is there. */
  release(): boolean {
    const release = this.#queue[0]?.release
    if (release === undefined) return false
    this.#queue.shift()
    release()
    return true
  }

  /** Calls `then` once, when the oldest result is there, or held work is over. */
  wait(then: () => void): void {
    this.#waiting = then
  }

  #goOn(): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.()
  }
}
