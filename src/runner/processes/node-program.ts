/** What runs in a node's process, and how topo hears of it. */
import type { AskedFor, MessageReader } from './command/agent-messages.ts'
import type { OutputWatch } from './command/output-watch.ts'

export type NodeProgram = AgentProgram | CommandProgram

/** The agent: it may be started ahead of the node, and is told what to be when its time has come. */
export interface AgentProgram {
  readonly kind: 'agent'
  readonly launch: (libp2p: string) => Launch
  /** What it has not done while it is not ready. */
  readonly awaited: string
}

/** Any other program: what its arguments say of other nodes is only known at the node's start. */
export interface CommandProgram {
  readonly kind: 'command'
  /** Throws an error with a sentence for the user. */
  readonly launch: () => Promise<Launch>
  /** What tells from its output that it is ready, anew for each start; null: it speaks the agent protocol. */
  readonly watch: (() => Promise<OutputWatch>) | null
  /** Reads the messages of one that speaks the protocol. */
  readonly reader: (askedFor: AskedFor) => Promise<MessageReader>
  readonly stopSignal: NodeJS.Signals
}

export interface Launch {
  readonly file: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
}

/** Node's own switches in the user's environment are for topo, not for what it starts. */
export function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...rest } = process.env
  return rest
}
