/** A terminal in memory that obeys what is written to it, as people's terminals do. */
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

  /** As a person does who drags its edge; what was written to it before has arrived by then. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.#settled()
    this.terminal.resize(columns, rows)
  }

  /** Everything that is to be seen and that scrolled out at its top, as lines. */
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
