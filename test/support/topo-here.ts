/** Commands of topo in this process. Processes that their runs share end with the test files of this worker. */

import { main } from '../../src/cli/main.ts'
import { TextOutput } from '../fixtures/report.ts'
import type { FinishedCommand } from './cli.ts'

/** A command in the environment of the tests. */
export function topo(...args: readonly string[]): Promise<FinishedCommand> {
  return commandHere(args, process.env)
}

/** A command that starts no nodes, in an empty environment. */
export function topoHere(...args: readonly string[]): Promise<FinishedCommand> {
  return commandHere(args, {})
}

async function commandHere(args: readonly string[], env: NodeJS.ProcessEnv): Promise<FinishedCommand> {
  const stdout = new TextOutput()
  const stderr = new TextOutput()
  const surroundings = { stdout, stderr, env, on: () => {}, off: () => {} }
  // The commands use no more of the streams than writing to them.
  const code = await main(args, surroundings as unknown as Parameters<typeof main>[1])
  return { code, stdout: stdout.text, stderr: stderr.text }
}
