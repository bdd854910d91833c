/**
 * A process that several nodes share. It runs the agent once, and the nodes in it one step at a time, each with a clock,
 * sockets and random numbers of its own (nodes/sandbox/sandbox-node.ts). A node that ends leaves the others as they are.
 */
import type { Directory } from '../../../protocol/directory.ts'
import type { SharedProcessMessage } from '../../../protocol/sandbox-messages.ts'
import type { NamedSettings, SandboxParameters } from '../../../protocol/start-parameters.ts'
import { type Batch, batchKind, nodeIsOver, op } from '../../../protocol/wire.ts'
import type { NodeChannel } from '../channel.ts'
import type { ControlHub } from '../control-hub.ts'
import type { Guardian } from '../guardian.ts'
import { OwnProcess } from '../life/own-process.ts'
import type { ProcessEnd } from '../life/spawn.ts'
import type { Launch } from '../node-program.ts'
import { type ProcessUsage, usageOf } from '../process-usage.ts'
import { SharedNode } from './shared-node.ts'

export interface SharedProcessOptions {
  /** Its name among the processes that call the hub. */
  readonly name: string
  readonly launch: Launch
  readonly logPath: string
  readonly hub: ControlHub
  readonly guardian: Guardian
}

/** Settings of the program before it holds any node. */
const nobody = { seed: 'shared', clock: 'virtual', epoch: 0, time: 0, addresses: [], isShared: true } as const

const encoder = new TextEncoder()

export class SharedProcess {
  readonly pid: number
  /** Resolves when the process has ended. Never rejects. */
  readonly ended: Promise<ProcessEnd>
  readonly #process: OwnProcess
  readonly #greeted: Promise<NodeChannel | null>
  readonly #nodes = new Map<number, SharedNode>()
  /** The nodes whose steps have not ended, in the order in which the process does them. */
  readonly #stepping: number[] = []
  #channel: NodeChannel | null = null
  /** Number of nodes that it has ever held. */
  #opened = 0
  #atRest: (() => void)[] = []
  #isOver = false
  #isSpoilt = false
  /** The nodes of the present run, those that have ended too. */
  #ofRun: SharedNode[] = []
  /** Usage at the start of the present run; null: unknown. */
  #atStart: ProcessUsage | null = null

  constructor({ name, launch, logPath, hub, guardian }: SharedProcessOptions) {
    const start: SandboxParameters = {
      ...nobody,
      node: name,
      port: hub.port,
      secret: hub.secret,
      path: hub.path,
    }
    this.#process = new OwnProcess({
      launch,
      start,
      logPath,
      speaks: true,
      explainHello: null,
      hub,
      guardian,
      onLine: () => {},
      now: null,
    })
    this.pid = this.#process.pid
    this.#process.unref()
    this.#greeted = this.#process.channel.then((channel) => this.#use(channel))
    this.ended = this.#process.ended.then(async (end) => {
      this.#isOver = true
      this.#tellAtRest()
      await this.#process.output.end()
      for (const node of [...this.#nodes.values()]) {
        for (const line of this.#process.output.tail) node.output.keep(line)
        node.processEnded(end)
      }
      return end
    })
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** True after an uncaught error of a node: what it has left behind must not meet a new node. */
  get isSpoilt(): boolean {
    return this.#isSpoilt
  }

  /** True while a node takes a step. */
  get isBusy(): boolean {
    return this.#stepping.length > 0
  }

  /** Resolves when no node takes a step. A process that ends takes none. */
  rest(): Promise<void> {
    return this.isBusy && !this.#isOver
      ? new Promise((resolve) => this.#atRest.push(resolve))
      : Promise.resolve()
  }

  get opened(): number {
    return this.#opened
  }

  /** A run begins, whose nodes it will hold. */
  begin(directory: Directory): void {
    this.#greeted.then(() => this.#tell(0, { type: 'run', ...directory }))
    this.#atStart = usageOf(this.pid)
    this.#ofRun = []
  }

  open(settings: NamedSettings, logPath: string): SharedNode {
    this.#opened += 1
    const number = this.#opened
    const node = new SharedNode({
      pid: this.pid,
      logPath,
      hello: this.#greeted,
      send: (batch) => this.#send(number, batch),
      isAtWork: () => this.#stepping[0] === number,
      usage: (worked) => this.#usageOf(worked),
      ended: () => this.#forget(number),
    })
    this.#nodes.set(number, node)
    this.#ofRun.push(node)
    // It may have ended meanwhile.
    this.#greeted.then(() => {
      if (this.#nodes.has(number)) this.#tell(number, { type: 'open', ...settings })
    })
    return node
  }

  kill(): void {
    this.#process.signal('SIGKILL')
  }

  #use(channel: NodeChannel | null): NodeChannel | null {
    this.#channel = channel
    channel?.unref()
    channel?.onBatch((batch) => this.#take(batch))
    channel?.onClose(() => this.kill())
    return channel
  }

  #take(batch: Batch): void {
    const node = this.#nodes.get(batch.node ?? 0)
    const isOver = batch.next === nodeIsOver
    // A node that fails between two steps ends without one.
    if (batch.kind === batchKind.idle && this.#stepping[0] === batch.node) this.#stepping.shift()
    if (!this.isBusy) this.#tellAtRest()
    if (isOver) this.#isSpoilt = true
    node?.take(batch, isOver)
  }

  #tellAtRest(): void {
    for (const resolve of this.#atRest.splice(0)) resolve()
  }

  #send(number: number, batch: Batch): void {
    if (batch.kind === batchKind.step) this.#stepping.push(number)
    this.#channel?.send({ ...batch, node: number })
  }

  /** The resources since the start of the run, for a node that has worked so long. */
  #usageOf(worked: number): ProcessUsage | null {
    const now = usageOf(this.pid)
    if (now === null) return null
    const all = this.#ofRun.reduce((sum, node) => sum + node.worked, 0)
    const cpu = now.cpu - (this.#atStart?.cpu ?? 0)
    return { cpu: all === 0 ? 0 : (cpu * worked) / all, peak: now.peak }
  }

  #forget(number: number): void {
    if (this.#nodes.delete(number)) this.#tell(number, { type: 'close' })
  }

  #tell(number: number, message: SharedProcessMessage): void {
    const payload = encoder.encode(JSON.stringify(message))
    const frame = { op: op.control, node: number, id: 0, time: 0, payload }
    this.#channel?.send({ kind: batchKind.frames, node: number, time: 0, next: 0, frames: [frame] })
  }
}
