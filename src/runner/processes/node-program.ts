/** The program of a node process. */
import path from 'node:path'
import { bundleEnvironment } from '../../base/bundle-cache/cache-folder.ts'
import type { AskedFor, MessageReader } from './command/agent-messages.ts'
import type { OutputFindings } from './command/output-findings.ts'
import type { OutputWatch } from './command/output-watch.ts'
import { folderDescriptor } from './node-folders.ts'

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
  /** Makes a new finder of news in its output for each start. */
  readonly findings: () => OutputFindings
  /** It prints the place of its metrics. */
  readonly hasMetrics: boolean
  /** Makes a launch start another program on the same machine. */
  readonly place: (launch: Launch) => Launch
  /** Makes a reader for its messages, if it speaks the protocol. */
  readonly reader: (askedFor: AskedFor) => Promise<MessageReader>
  readonly stopSignal: NodeJS.Signals
}

/** The program, with every launch changed by `place`. */
export function placedProgram(program: NodeProgram, place: (launch: Launch) => Launch): NodeProgram {
  return program.kind === 'agent'
    ? { ...program, launch: (libp2p) => place(program.launch(libp2p)) }
    : { ...program, place, launch: async () => place(await program.launch()) }
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

export interface AgentProgramOptions {
  /** Arguments for Node. */
  readonly programOf: (libp2p: string) => readonly string[]
  /** File of a module node; null: none. */
  readonly module: string | null
  /** The node's own folder. */
  readonly folder: () => string
  /** Variables that the topology gives it. */
  readonly env: Readonly<Record<string, string>>
  /** True: its environment must be the same in each run, and it starts no programs. */
  readonly isVirtual: boolean
}

/** A process of the agent for several nodes, of which none has an environment or files of its own. */
export function agentLaunch(program: readonly string[], folder: string): Launch {
  const agent = agentProgram({
    programOf: () => program,
    module: null,
    folder: () => folder,
    env: {},
    isVirtual: true,
  })
  return agent.launch('')
}

/** The agent from its bundle. */
export function agentProgram({
  programOf,
  module,
  folder,
  env,
  isVirtual,
}: AgentProgramOptions): AgentProgram {
  return {
    kind: 'agent',
    awaited:
      module === null
        ? 'it was not ready'
        : `${path.basename(module)} had not loaded, or its createNode had not returned a host that is started`,
    launch: (libp2p) => {
      const own = folder()
      // Through a descriptor, the folder has the same path in every run.
      const isSame = isVirtual && process.platform === 'linux'
      const seen = isSame ? `/proc/self/fd/${folderDescriptor}` : own
      return {
        file: process.execPath,
        args: programOf(libp2p),
        env: {
          PATH: isVirtual ? '/usr/local/bin:/usr/bin:/bin' : (process.env['PATH'] ?? ''),
          HOME: `${seen}/home`,
          TMPDIR: `${seen}/tmp`,
          TZ: 'UTC',
          LANG: 'C.UTF-8',
          LC_ALL: 'C.UTF-8',
          ...env,
          ...bundleEnvironment(),
        },
        cwd: module === null ? path.join(own, 'home') : path.dirname(module),
        folder: isSame ? own : null,
      }
    },
  }
}
