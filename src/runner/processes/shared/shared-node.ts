/** A life of a node in a shared process. Its end is topo's own doing, or that of an uncaught error. */
import { type Batch, batchKind } from '../../../protocol/wire.ts'
import type { Channel } from '../channel.ts'
import type { NodeBody } from '../life/node-body.ts'
import type { ProcessEnd } from '../life/spawn.ts'
import { NodeOutput } from '../output.ts'
import type { ProcessUsage } from '../process-usage.ts'

export interface SharedNodeOptions {
  readonly pid: number
  readonly logPath: string
  /** Resolves when the process has said hello; null: it ended before. */
  readonly hello: Promise<unknown>
  readonly send: (batch: Batch) => void
  /** True while the process does a step of this node, and not of one before it. */
  readonly isAtWork: () => boolean
  /** Its part of the resources of the process, by the duration of its steps. */
  readonly usage: (worked: number) => ProcessUsage | null
  readonly ended: () => void
}

export class SharedNode implements NodeBody, Channel {
  readonly pid: number
  readonly output: NodeOutput
  readonly channel: Promise<Channel | null>
  readonly ended: Promise<ProcessEnd>
  readonly helloProblem = ''
  readonly #options: SharedNodeOptions
  readonly #end = Promise.withResolvers<ProcessEnd>()
  readonly #early: Batch[] = []
  readonly #onClose: (() => void)[] = []
  #onBatch: ((batch: Batch) => void) | undefined
  #worked = 0
  #isOver = false

  constructor(options: SharedNodeOptions) {
    this.pid = options.pid
    this.#options = options
    this.output = new NodeOutput(options.logPath, { onLine: () => {}, now: null })
    this.ended = this.#end.promise
    const over = this.ended.then(() => null)
    this.channel = Promise.race([options.hello.then((hello) => (hello === null ? null : this)), over])
  }

  isAtWork(): boolean {
    return this.#options.isAtWork()
  }

  onBatch(listener: ((batch: Batch) => void) | undefined): void {
    this.#onBatch = listener
    if (listener !== undefined) for (const batch of this.#early.splice(0)) listener(batch)
  }

  onClose(listener: () => void): void {
    if (this.#isOver) queueMicrotask(listener)
    else this.#onClose.push(listener)
  }

  send(batch: Batch): void {
    if (!this.#isOver) this.#options.send(batch)
  }

  /** Takes a batch of the node; `isLast`: an uncaught error has ended the node. */
  take(batch: Batch, isLast: boolean): void {
    this.#worked = batch.worked ?? this.#worked
    const read = isLast ? { ...batch, kind: batchKind.frames, next: 0 } : batch
    if (this.#onBatch === undefined) this.#early.push(read)
    else this.#onBatch(read)
    if (isLast) this.#leave({ code: 1, signal: null, failure: null })
  }

  processEnded(end: ProcessEnd): void {
    this.#leave(end)
  }

  /** Does to the node alone what the signal does to a process. A step of virtual time freezes a node by itself. */
  signal(signal: NodeJS.Signals): void {
    if (signal === 'SIGKILL') this.#leave({ code: null, signal, failure: null })
    // The agent exits at the signal.
    else if (signal === 'SIGTERM') this.#leave({ code: 0, signal: null, failure: null })
  }

  /** Its share of the CPU time of the process, and the peak memory of the whole process. */
  usage(): ProcessUsage | null {
    return this.#options.usage(this.#worked)
  }

  /** Duration of its steps so far, in milliseconds of wall time. */
  get worked(): number {
    return this.#worked
  }

  #leave(end: ProcessEnd): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#options.ended()
    for (const listener of this.#onClose.splice(0)) listener()
    this.#end.resolve(end)
  }
}
