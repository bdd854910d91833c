import { commandHere, type FinishedCommand } from '../support/command-here.ts'

/** A command of topo that starts no nodes, in this process and an empty environment. */
export function topoHere(...args: readonly string[]): Promise<FinishedCommand> {
  return commandHere(args, {})
}
