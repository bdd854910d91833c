import stringWidth from 'fast-string-width'
import { createLogUpdate } from 'log-update'
import type { FrameSize } from './render-frame.ts'
import type { OutputStream } from './reporter.ts'

/** The last lines of a terminal, redrawn in place below the lines that stay. */
export class Screen {
  readonly #output: OutputStream
  readonly #update: ReturnType<typeof createLogUpdate>
  #lines: readonly string[] = []
  #columns = 0

  constructor(output: OutputStream) {
    this.#output = output
    this.#update = createLogUpdate(output as unknown as NodeJS.WritableStream)
  }

  size(): FrameSize {
    return { columns: this.#output.columns || 80, rows: this.#output.rows || 24 }
  }

  draw(lines: readonly string[]): void {
    this.#forgetWrapped()
    // log-update writes only lines that differ, which goes wrong when their number changes.
    if (lines.length !== this.#lines.length) this.#update.clear()
    this.#update(lines.join('\n'))
    this.#lines = lines
    this.#columns = this.size().columns
  }

  /** Prints lines that stay, above the redrawn ones. */
  print(lines: readonly string[]): void {
    this.#clear()
    this.#output.write(`${lines.join('\n')}\n`)
  }

  close(): void {
    this.#clear()
    this.#update.done()
  }

  #clear(): void {
    this.#forgetWrapped()
    this.#update.clear()
    this.#lines = []
  }

  /** Clears lines that a narrower terminal has wrapped: they take more rows now. */
  #forgetWrapped(): void {
    const { columns } = this.size()
    if (this.#lines.length === 0 || columns >= this.#columns) return
    const rows = this.#lines.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(stringWidth(line) / columns)),
      0,
    )
    this.#output.write(`\u001b[${rows}A\r\u001b[J`)
    this.#update.done()
    this.#lines = []
  }
}
