import { Command, CommanderError } from 'commander'
import type { CliContext } from '../../src/cli/context.ts'
import { TextOutput } from '../fixtures/report.ts'

export interface Done {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command that runs in this process, with streams and signals that the test controls. */
export class CommandHere {
  readonly #add: (program: Command, context: CliContext) => void
  #stdout = new TextOutput()
  readonly #listeners = new Map<string, () => void>()

  constructor(add: (program: Command, context: CliContext) => void) {
    this.#add = add
  }

  /** The output of the latest run so far. */
  get stdout(): string {
    return this.#stdout.text
  }

  signal(name: 'SIGINT' | 'SIGTERM'): void {
    this.#listeners.get(name)?.()
  }

  async run(...args: readonly string[]): Promise<Done> {
    const stderr = new TextOutput()
    const stdout = new TextOutput()
    this.#stdout = stdout
    let code: number | null = null
    const context: CliContext = {
      stdin: process.stdin,
      stdout: stdout as unknown as NodeJS.WriteStream,
      stderr: stderr as unknown as NodeJS.WriteStream,
      env: {},
      on: (signal, listener) => this.#listeners.set(signal, listener),
      off: () => {},
      done: (value) => {
        code = value
      },
    }
    const program = new Command().exitOverride().configureOutput({ writeErr: (text) => stderr.write(text) })
    this.#add(program, context)
    try {
      await program.parseAsync([...args], { from: 'user' })
    } catch (error) {
      if (!(error instanceof CommanderError)) throw error
      code = 2
    }
    return { code, stdout: stdout.text, stderr: stderr.text }
  }
}
