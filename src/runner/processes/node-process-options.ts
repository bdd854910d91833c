import type { EventBody } from '../../events/event.ts'
import type { Configure } from '../../protocol/messages.ts'
import type { NamedSettings } from '../../protocol/start-parameters.ts'
import type { Clock } from '../simulation/clock/clock.ts'
import { restLimit } from '../simulation/clock/virtual.ts'
import type { ControlHub } from './control-hub.ts'
import type { Guardian } from './guardian.ts'
import type { NodeBody } from './life/node-body.ts'
import type { NodeWiring } from './node-link.ts'
import type { NodeProgram } from './node-program.ts'

export type Share = (libp2p: string, settings: NamedSettings, logPath: string) => NodeBody

export interface NodeProcessOptions {
  readonly name: string
  readonly peerId: string
  /** The libp2p release of its first start. */
  readonly libp2p: string
  readonly program: NodeProgram
  readonly logPath: string
  /** Gives each life of the node a place in a process that it shares with others; null: it has its own process. */
  readonly share: Share | null
  readonly wiring: NodeWiring
  readonly clock: Clock
  readonly hub: ControlHub
  readonly guardian: Guardian
  /** Called once for each start, when the process is ready to be told what node to be. */
  readonly configure: () => Promise<Configure>
  readonly log: (event: EventBody) => void
  /** Called for each line that the node prints: from its pipes, or, with `reportsOutput`, from its messages. */
  readonly onLine: (line: string) => void
  readonly reportsOutput: boolean
  /** Called when the process breaks the protocol: the run cannot go on. */
  readonly onBreach: (reason: string) => void
  readonly deadlines: Deadlines
}

/** Milliseconds of wall time, but for the request to stop and a start in virtual time, which the run's clock times. */
export interface Deadlines {
  /** From the start of the process until the node listens; in virtual time until its hello, and ten times as long after it. */
  readonly ready: number
  /** For the request to stop, and again for SIGTERM before SIGKILL. */
  readonly stop: number
  /** In virtual time: for the processes of a round to come to rest. */
  readonly rest: number
}

export const defaultDeadlines: Deadlines = { ready: 30_000, stop: 3000, rest: restLimit }
