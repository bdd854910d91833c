import type { Channel } from '../channel.ts'
import type { NodeOutput } from '../output.ts'
import type { ProcessUsage } from '../process-usage.ts'
import type { ProcessEnd } from './spawn.ts'

/** The place of a life: a process of its own, or a part of one that several nodes share. */
export interface NodeBody {
  /** 0: the process could not be started. */
  readonly pid: number
  readonly output: NodeOutput
  /** Its connection, once it has said hello; null: it ended before, or does not speak the protocol. */
  readonly channel: Promise<Channel | null>
  /** Resolves when it has ended and its output has been read. Never rejects. */
  readonly ended: Promise<ProcessEnd>
  /** The text to add to a failure to start: the mistake that a program made in its hello; else empty. */
  readonly helloProblem: string
  signal(signal: NodeJS.Signals): void
  /** Resources so far; null: unknown. */
  usage(): ProcessUsage | null
}
