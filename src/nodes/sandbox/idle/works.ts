/**
 * Work that the process has handed to threads: WebCrypto, node:crypto with a callback, WebAssembly, files.
 *
 * Threads finish in an order that depends on the machine. So results are held back until the process has nothing else
 * to do, no file at work included, and then handed out one at a time, in the order in which the work was begun.
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
  /** In the order in which the work was begun. */
  readonly #fileResults: FileResult[] = []
  #filesBegun = 0
  #held = 0
  #waiting: (() => void) | undefined

  /** Number of pieces of work in progress. */
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
  begin(): Settle {
    const work: Work = { release: undefined }
    this.#queue.push(work)
    return (release) => {
      work.release = release
      if (this.#queue[0] === work) this.#goOn()
    }
  }

  /**
   * The same for work on files. Its end is not waited for: Node itself tells while a file is at work, and what is made
   * of several such pieces, or of what the network brings, does not end before others have.
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

  /** Hands out the oldest result, if it is there; those of files, which are all there, first. */
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

  /** Calls `then` once, when the oldest result or one of a file is there, or held work is over. */
  wait(then: () => void): void {
    this.#waiting = then
  }

  #goOn(): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.()
  }
}
