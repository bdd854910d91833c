/** A node's own process, which calls the runner. */
import type { NodeStart } from '../../../protocol/start-parameters.ts'
import type { NodeChannel } from '../channel.ts'
import type { ControlHub } from '../control-hub.ts'
import type { Guardian } from '../guardian.ts'
import type { NodeOutput } from '../output.ts'
import { type ProcessUsage, usageOf } from '../process-usage.ts'
import type { NodeBody } from './node-body.ts'
import { type ProcessEnd, type SpawnOptions, signalGroup, spawn } from './spawn.ts'

export interface OwnProcessOptions extends Omit<SpawnOptions, 'start'> {
  readonly start: NodeStart
  /** False: the program does not speak the protocol, and says no hello. */
  readonly speaks: boolean
  /** Sentence about a mistake in a hello, for an error; null: none is told. */
  readonly explainHello: ((problem: string) => string) | null
  readonly hub: ControlHub
  readonly guardian: Guardian
}

export class OwnProcess implements NodeBody {
  readonly pid: number
  readonly output: NodeOutput
  readonly channel: Promise<NodeChannel | null>
  readonly ended: Promise<ProcessEnd>
  /** Lets the runner end while the process runs. */
  readonly unref: () => void
  helloProblem = ''

  constructor({ start, speaks, explainHello, hub, guardian, ...launch }: OwnProcessOptions) {
    const greeted = Promise.withResolvers<NodeChannel | null>()
    this.channel = greeted.promise
    const noteHello = (problem: string) => {
      this.helloProblem = explainHello?.(problem) ?? ''
    }
    const forgetHello = speaks ? hub.expect(start.node, greeted.resolve, noteHello) : () => {}
    if (!speaks) greeted.resolve(null)
    const { pid, output, ended, unref } = guardian.start(() =>
      spawn({ ...launch, start: speaks ? start : null }),
    )
    this.pid = pid
    this.unref = unref
    this.output = output
    this.ended = ended.then((end) => {
      greeted.resolve(null)
      forgetHello()
      if (pid > 0) guardian.forget(pid)
      return end
    })
  }

  /** Signals the whole process group. */
  signal(signal: NodeJS.Signals): void {
    signalGroup(this.pid, signal)
  }

  usage(): ProcessUsage | null {
    return usageOf(this.pid)
  }
}
