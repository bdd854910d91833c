import { main } from '../../src/cli/main.ts'
import { TextOutput } from '../fixtures/report.ts'

export interface FinishedCommand {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A command of topo in this process. Processes that its runs share end with the test files of this worker. */
export async function commandHere(args: readonly string[], env: NodeJS.ProcessEnv): Promise<FinishedCommand> {
  const stdout = new TextOutput()
  const stderr = new TextOutput()
  const surroundings = { stdout, stderr, env, on: () => {}, off: () => {} }
  // The commands use no more of the streams than writing to them.
  const code = await main(args, surroundings as unknown as Parameters<typeof main>[1])
  return { code, stdout: stdout.text, stderr: stderr.text }
}
