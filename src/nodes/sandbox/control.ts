/** The interface between the sandbox and the agent. */
import type { Directory } from '../../protocol/directory.ts'

/** The agent's way to the runner from inside the sandbox: that of one node. */
export interface TopoControl {
  /** Sends a message. In virtual time it leaves with the answer to the current step, in order with the frames. */
  send(message: object): void
  /** Calls `listener` for every message, including those that came before it was set. */
  onMessage(listener: (message: object) => void): void
  /** Keeps the current step from ending before `work` has settled. For work whose end the sandbox cannot see. */
  hold<T>(work: Promise<T>): Promise<T>
  /** Number of timers that are set and of connections and servers that are open. */
  handles(): number
  /**
   * Counts a piece of work on another thread until the returned function is called, with the function that releases its
   * result. Results are released in the order of the begins.
   */
  begin(): (release: () => void) => void
  /** Sends waiting messages and closes the connection, which ends the process. */
  close(): void
}

/** The sandbox's interface for the agent. */
export interface TopoProcess {
  /** True: several nodes share the process. */
  readonly isShared: boolean
  /** Number of the node whose code runs; 0 in a process of its own. */
  readonly node: number
  /** The peers of the present run; null: each node is told by its configuration. */
  readonly directory: Directory | null
  /** The control of the node whose code runs. */
  readonly control: TopoControl
  /** Calls `agent` for each node of the process, with the node's control: at once for those that it has. */
  serve(agent: (control: TopoControl) => void): void
}

const key = Symbol.for('topo.process')

/** Undefined in a process without a sandbox. */
export function topoProcess(): TopoProcess | undefined {
  return (globalThis as { [key]?: TopoProcess })[key]
}

/** The control of the node whose code runs, or undefined in a process without a sandbox. */
export function topoControl(): TopoControl | undefined {
  return topoProcess()?.control
}

export function publishProcess(own: TopoProcess): void {
  Object.defineProperty(globalThis, key, { value: own, configurable: true })
}
