/** What a node process prints: kept in a file, line by line, and the last lines at hand for an error. */
import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'

const maxLogBytes = 64 * 1024 * 1024
const maxLineLength = 16 * 1024
const tailLines = 20
/** How long whatever holds the pipes of a process that has ended is waited for, in milliseconds of wall time. */
const patience = 1000

export class NodeOutput {
  readonly #file: WriteStream
  readonly #onLine: (line: string) => void
  readonly #tail: string[] = []
  readonly #streams: Readable[] = []
  readonly #sources: Promise<void>[] = []
  /** Whether somebody else still held the pipes when the process had ended. */
  #wasHeld = false
  #written = 0
  #failure: Error | null = null

  constructor(path: string, onLine: (line: string) => void) {
    this.#onLine = onLine
    this.#file = createWriteStream(path, { flags: 'a' })
    this.#file.on('error', (error) => {
      this.#failure = error
    })
  }

  /** The last lines that were printed. */
  get tail(): readonly string[] {
    return this.#tail
  }

  /** Reads to the end, however much there is: a process must not block on what it prints. */
  read(stream: Readable): void {
    this.#streams.push(stream)
    this.#sources.push(this.#consume(stream))
  }

  /**
   * The process has ended. What it has started in another session may hold its pipes for as long as it likes: after a
   * moment it is not listened to any more.
   */
  async leave(): Promise<void> {
    // What is in the pipes already is read before the immediate, however late a busy machine lets the timer be.
    const timer = setTimeout(() => setImmediate(() => this.#abandon()), patience)
    await Promise.all(this.#sources)
    clearTimeout(timer)
  }

  /** Everything printed is in the file. */
  async end(): Promise<void> {
    await Promise.all(this.#sources)
    this.#file.end(
      this.#wasHeld
        ? '[topo: the process has ended, something that it started still holds its output; the rest is left out]\n'
        : '',
    )
    if (this.#failure === null) await finished(this.#file).catch(() => {})
  }

  #abandon(): void {
    const held = this.#streams.filter(({ readableEnded }) => !readableEnded)
    if (held.length === 0) return
    this.#wasHeld = true
    for (const stream of held) stream.destroy()
  }

  async #consume(stream: Readable): Promise<void> {
    let rest = ''
    stream.setEncoding('utf8')
    try {
      for await (const chunk of stream as AsyncIterable<string>) {
        const lines = (rest + chunk).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) this.#take(line)
        if (rest.length > maxLineLength) {
          this.#take(rest)
          rest = ''
        }
        if (this.#file.writableNeedDrain && this.#failure === null)
          await once(this.#file, 'drain').catch(() => {})
      }
    } catch {
      // The pipe broke with the process; what came through is kept.
    }
    if (rest !== '') this.#take(rest)
  }

  #take(line: string): void {
    if (this.#tail.push(line) > tailLines) this.#tail.shift()
    this.#onLine(line)
    if (this.#written > maxLogBytes) return
    this.#written += line.length + 1
    this.#file.write(
      this.#written > maxLogBytes
        ? `${line}\n[topo: more than ${maxLogBytes} bytes, the rest is left out]\n`
        : `${line}\n`,
    )
  }
}
