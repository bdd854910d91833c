import { Command, CommanderError } from 'commander'
import type { CliContext } from '../../src/cli/context.ts'
import { TextOutput } from '../fixtures/report.ts'

export interface Done {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command in this process, with what it is given passed in; `signals` are sent to it by `interrupt`. */
export class CommandHere {
  readonly #add: (program: Command, context: CliContext) => void
  #interrupt: () => void = () => {}

  constructor(add: (program: Command, context: CliContext) => void) {
    this.#add = add
  }

  /** As Ctrl-C does. */
  interrupt(): void {
    this.#interrupt()
  }

  async run(...args: readonly string[]): Promise<Done> {
    const [stdout, stderr] = [new TextOutput(), new TextOutput()]
    let code: number | null = null
    const context: CliContext = {
      stdout: stdout as unknown as NodeJS.WriteStream,
      stderr: stderr as unknown as NodeJS.WriteStream,
      env: {},
      on: (signal, listener) => {
        if (signal === 'SIGINT') this.#interrupt = listener
      },
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
