import { main } from '../../src/cli/main.ts'
import { TextOutput } from '../fixtures/report.ts'

/** A command of topo that starts no nodes, in this process. */
export async function topoHere(...args: readonly string[]) {
  const stdout = new TextOutput()
  const stderr = new TextOutput()
  const surroundings = { stdout, stderr, env: {}, on: () => {}, off: () => {} }
  // The commands use no more of the streams than writing to them.
  const code = await main(args, surroundings as unknown as Parameters<typeof main>[1])
  return { code, stdout: stdout.text, stderr: stderr.text }
}
