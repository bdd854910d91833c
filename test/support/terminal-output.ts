/** A terminal in memory that interprets escape codes. */
import xterm from '@xterm/headless'
import type { OutputStream } from '../../src/runner/reports/reporters/reporter.ts'

export class TerminalOutput implements OutputStream {
  readonly isTTY = true
  readonly terminal: xterm.Terminal

  constructor(columns = 80, rows = 24) {
    this.terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true })
  }

  get columns(): number {
    return this.terminal.cols
  }

  get rows(): number {
    return this.terminal.rows
  }

  write = (text: string): void => {
    this.terminal.write(text)
  }

  /** Changes the size, after everything written before has arrived. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#settled()
    this.terminal.resize(columns, rows)
  }

  /** Lines of the screen and of the scrollback. */
  async lines(): Promise<readonly string[]> {
    await this.#settled()
    const { active } = this.terminal.buffer
    const lines = Array.from(
      { length: active.length },
      (_, row) => active.getLine(row)?.translateToString(true) ?? '',
    )
    return lines.join('\n').trimEnd().split('\n')
  }

  #settled(): Promise<void> {
    return new Promise((resolve) => this.terminal.write('', resolve))
  }
}
