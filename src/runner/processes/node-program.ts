/** The program of a node process. */
import type { AskedFor, MessageReader } from './command/agent-messages.ts'
import type { OutputWatch } from './command/output-watch.ts'

export type NodeProgram = AgentProgram | CommandProgram

/** topo's own agent. It may start ahead of the node, and learns at the node's start what node to be. */
export interface AgentProgram {
  readonly kind: 'agent'
  readonly launch: (libp2p: string) => Launch
  /** Words for a node that is not ready: "it was not ready". */
  readonly awaited: string
}

/** Any other program. Its arguments may name addresses of other nodes, which are known only at the node's start. */
export interface CommandProgram {
  readonly kind: 'command'
  /** Throws an error with a sentence for the user. */
  readonly launch: () => Promise<Launch>
  /** Makes a new watch of its output for each start; null: it speaks the agent protocol. */
  readonly watch: (() => Promise<OutputWatch>) | null
  /** Makes a reader for its messages, if it speaks the protocol. */
  readonly reader: (askedFor: AskedFor) => Promise<MessageReader>
  readonly stopSignal: NodeJS.Signals
}

export interface Launch {
  readonly file: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  /** Folder that the process gets as an open descriptor; null: none. */
  readonly folder: string | null
}

/** The user's environment, for commands, without Node's own switches: those are for topo and not for its nodes. */
export function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...rest } = process.env
  return rest
}
