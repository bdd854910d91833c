/** Splits the output on one descriptor into lines. A write may hold any part of a line. */
import { StringDecoder } from 'node:string_decoder'

export class PrintedLines {
  readonly #decoder = new StringDecoder()
  readonly #onLine: (line: string) => void
  #rest = ''

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  take(bytes: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(bytes)).split('\n')
    this.#rest = lines.pop() ?? ''
    for (const line of lines) this.#onLine(line)
  }

  /** Returns the last line, which has no newline. */
  end(): void {
    const line = this.#rest + this.#decoder.end()
    this.#rest = ''
    if (line !== '') this.#onLine(line)
  }
}
