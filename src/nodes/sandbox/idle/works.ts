/**
 * Work of the process on other threads: WebCrypto, node:crypto with a callback, WebAssembly, files.
 *
 * The order in which threads finish depends on the machine. So this class keeps results until the process has nothing
 * else to do and no file operation is under way. Then it releases them one at a time, in the order of their begins.
 */
interface Work {
  release: (() => void) | undefined
}

interface FileResult {
  readonly begun: number
  readonly release: () => void
}

type Settle = (release: () => void) => void

export class Works {
  readonly #queue: Work[] = []
  /** In the order of their begins. */
  readonly #fileResults: FileResult[] = []
  #filesBegun = 0
  #held = 0
  #waiting: (() => void) | undefined

  /** Number of pieces of work that are not over. */
  get size(): number {
    return this.#queue.length + this.#held
  }

  /** Counts a promise of the program as work. It may itself begin work and need the results. */
  hold<T>(promise: Promise<T>): Promise<T> {
    this.#held++
    const done = () => {
      this.#held--
      this.#goOn()
    }
    promise.then(done, done)
    return promise
  }

  /** Begins a piece of work. Call the returned function at its end, with the function that releases its result. */
  begin(): Settle {
    const work: Work = { release: undefined }
    this.#queue.push(work)
    return (release) => {
      work.release = release
      if (this.#queue[0] === work) this.#goOn()
    }
  }

  /**
   * Begins work on a file. The step does not wait for its end: Node's active resources show a file operation under way.
   * Such work may also need the ends of other work, or frames of the network, before it ends.
   */
  beginFile(): Settle {
    const begun = this.#filesBegun++
    return (release) => {
      const before = this.#fileResults.findLastIndex((result) => result.begun < begun)
      this.#fileResults.splice(before + 1, 0, { begun, release })
      this.#goOn()
    }
  }

  track<T>(promise: Promise<T>, settle = this.begin()): Promise<T> {
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => settle(() => resolve(value)),
        (error: unknown) => settle(() => reject(error)),
      )
    })
  }

  /** Releases one result, those of files first; returns false when there is none that may go. */
  release(): boolean {
    const file = this.#fileResults.shift()
    if (file !== undefined) {
      file.release()
      return true
    }
    const release = this.#queue[0]?.release
    if (release === undefined) return false
    this.#queue.shift()
    release()
    return true
  }

  /** Calls `then` once: at the result of the oldest work or of a file, or at the end of held work. */
  wait(then: () => void): void {
    this.#waiting = then
  }

  #goOn(): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.()
  }
}
