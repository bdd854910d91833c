/**
 * The output of a node process: kept in a file as it is, line by line, with the last lines at hand for an error. All
 * others get the lines without colours. A second file has the time of each line, for reports.
 */
import { once } from 'node:events'
import { createWriteStream, type WriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { type DatedLine, timesPath } from '../../base/dated-line.ts'
import { plainText } from './plain-text.ts'

const maxLogBytes = 64 * 1024 * 1024
const maxLineLength = 16 * 1024
const tailLines = 20
/** Grace period (ms of wall time) for other processes that hold an ended process's pipes. */
const patience = 1000

export interface OutputOptions {
  /** Takes each line of the pipes. */
  readonly onLine: (line: string) => void
  /** Returns the time of the run's clock, for lines of the pipes; null: others tell their times, or nobody does. */
  readonly now: (() => number) | null
}

export class NodeOutput {
  readonly #path: string
  readonly #file: WriteStream
  #times: WriteStream | null = null
  readonly #now: (() => number) | null
  readonly #onLine: (line: string) => void
  readonly #tail: string[] = []
  readonly #streams: Readable[] = []
  readonly #sources: Promise<void>[] = []
  /** Another process still held the pipes at the end of the grace period. */
  #wasHeld = false
  #written = 0
  #dated = 0
  #failure: Error | null = null

  constructor(path: string, { onLine, now }: OutputOptions) {
    this.#path = path
    this.#now = now
    this.#onLine = onLine
    this.#file = createWriteStream(path, { flags: 'a' })
    this.#file.on('error', (error) => {
      this.#failure = error
    })
  }

  /** The last lines of the output. */
  get tail(): readonly string[] {
    return this.#tail
  }

  /** Reads to the end, however long the output: a full pipe would block the process. */
  read(stream: Readable): void {
    this.#streams.push(stream)
    this.#sources.push(this.#consume(stream))
  }

  /**
   * To be called when the process has ended. A child of it in another session may hold the pipes for ever: the runner
   * closes them after a grace period.
   */
  async leave(): Promise<void> {
    // The immediate comes after all reads of output that is in the pipes, however late a busy machine runs the timer.
    const timer = setTimeout(() => setImmediate(() => this.#abandon()), patience)
    await Promise.all(this.#sources)
    clearTimeout(timer)
  }

  /** Resolves when the whole output is in the file. */
  async end(): Promise<void> {
    await Promise.all(this.#sources)
    this.#file.end(
      this.#wasHeld
        ? '[topo: the process has ended, something that it started still holds its output; the rest is left out]\n'
        : '',
    )
    this.#times?.end()
    if (this.#failure !== null) return
    for (const file of [this.#file, this.#times]) if (file !== null) await finished(file).catch(() => {})
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
      // The pipe broke with the process; the lines before are kept.
    }
    if (rest !== '') this.#take(rest)
  }

  #take(line: string): void {
    this.keep(line)
    if (this.#now !== null) this.date(line, this.#now())
    this.#onLine(plainText(line))
  }

  /** Keeps the time at which the node printed a line, in milliseconds of the run's clock. */
  date(line: string, t: number): void {
    if (this.#dated > maxLogBytes) return
    if (this.#times === null) {
      this.#times = createWriteStream(timesPath(this.#path), { flags: 'a' })
      // Without times the report shows the lines alone.
      this.#times.on('error', () => {})
    }
    const text = `${JSON.stringify({ t, line } satisfies DatedLine)}\n`
    this.#dated += text.length
    this.#times.write(text)
  }

  /** Keeps a line as it is. Those of the pipes come by themselves. */
  keep(line: string): void {
    if (this.#tail.push(plainText(line)) > tailLines) this.#tail.shift()
    if (this.#written > maxLogBytes) return
    this.#written += line.length + 1
    this.#file.write(
      this.#written > maxLogBytes
        ? `${line}\n[topo: more than ${maxLogBytes} bytes, the rest is left out]\n`
        : `${line}\n`,
    )
  }
}
