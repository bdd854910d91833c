/**
 * A node as the rest of topo sees it, whatever it is made of: something that can be started, stopped, frozen and
 * asked. What happens to it reaches the event log by itself.
 */
import type { RelayChange } from '../../protocol/boot-node-config.ts'
import type { CommandInput, CommandName, CommandOutput } from '../../protocol/messages.ts'
import type { PortMapping } from '../../protocol/peer-config.ts'
import type { RelayConfig } from '../../protocol/relay-config.ts'

export type NodeStatus = 'down' | 'starting' | 'running' | 'paused' | 'stopping'

/** The end of a process, or of the power of its machine: then nobody is told. */
export type EndKind = 'exit' | 'power-loss'

export interface NodeHandle {
  readonly name: string
  readonly peerId: string
  readonly status: NodeStatus
  /** The addresses that the node advertised last; none while it is down. */
  readonly addresses: readonly string[]

  /** Has the node run another libp2p release from its next start on. */
  use(libp2p: string): void
  /** Resolves when the node listens. Throws {@link NodeStartError}. */
  start(): Promise<void>
  /** Resolves when a start that is under way has come to its end, whichever; else at once. */
  whenStarted(): Promise<void>
  /** Asks the node to stop; TERM and KILL follow when it does not. Resolves when the process has ended. */
  stop(): Promise<void>
  /** Ends the process at once. Resolves when it has ended. A loss of power is possible on the virtual network only. */
  kill(how?: EndKind): Promise<void>
  /** Freezes the process; its sockets stay open. */
  pause(): void
  resume(): void
  /** Shifts the wall clock of its machine, over restarts too, by so many milliseconds; possible in virtual time only. */
  skew(milliseconds: number): void
  /**
   * Tells a libp2p host of topo's own that its router maps a port to it, or no longer does, as UPnP would. No effect on
   * other programs, or while the node is down: it asks its router again when it starts.
   */
  learnPort(mapping: PortMapping, isOpen: boolean): void
  /** Throws {@link NodeGoneError} when the node is not there to answer. */
  request<C extends CommandName>(command: C, input: CommandInput<C>): Promise<CommandOutput<C>>
  /**
   * Changes the relay of a boot-node, now and for every start to come. Resolves with its limits as they were before;
   * null: it does not run now.
   */
  changeRelay(change: RelayChange): Promise<RelayConfig | null>
}

/** The node did not come up. The message says why in one sentence; `log` has the last lines that it printed. */
export class NodeStartError extends Error {
  override readonly name = 'NodeStartError'
  readonly log: readonly string[]

  constructor(message: string, log: readonly string[]) {
    super(message)
    this.log = log
  }
}

/** The node ended, or was not running, while something was asked of it. */
export class NodeGoneError extends Error {
  override readonly name = 'NodeGoneError'
}
