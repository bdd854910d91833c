/**
 * One node as a child process: started from a bundle, in a process group of its own, told what to be, watched, asked,
 * and ended. TERM, grace, KILL; the first cause of an end is the one that is told.
 */
import { execa } from 'execa'
import type { EventBody } from '../runner/events/event.ts'
import { bundleEnvironment } from './bundle.ts'
import type { ControlConnection, ControlHub } from './control-hub.ts'
import { NodeGoneError, type NodeHandle, NodeStartError, type NodeStatus } from './driver.ts'
import type { Guardian } from './guardian.ts'
import { NodeOutput } from './output.ts'
import {
  type AgentMessage,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type Configure,
  type NodeStart,
  type RunnerMessage,
  startVariable,
} from './protocol.ts'
import { type Batch, batchKind, encodeBatch, op, WireError } from './wire.ts'

export interface NodeProcessOptions {
  readonly name: string
  readonly peerId: string
  /** The program that Node runs, and Node's own arguments before it. */
  readonly program: string
  readonly nodeArguments: readonly string[]
  readonly logPath: string
  readonly hub: ControlHub
  readonly guardian: Guardian
  /** What the process is to be; called once for each start, when the process is ready to hear it. */
  readonly configure: () => Promise<Configure>
  readonly log: (event: EventBody) => void
  readonly onLine: (line: string) => void
  readonly deadlines: Deadlines
}

/** Milliseconds of wall time. */
export interface Deadlines {
  /** From the start of the process until it listens. */
  readonly ready: number
  /** For a graceful stop, and again for SIGTERM, before SIGKILL. */
  readonly stop: number
}

export const defaultDeadlines: Deadlines = { ready: 30_000, stop: 3000 }

interface Pending {
  readonly resolve: (output: unknown) => void
  readonly reject: (error: Error) => void
}

/** One life of the process, from its start to its end. */
interface Life {
  readonly pid: number
  readonly ended: Promise<void>
  readonly output: NodeOutput
  readonly pending: Map<number, Pending>
  connection: ControlConnection | null
  expected: boolean
  isOver: boolean
}

export class NodeProcess implements NodeHandle {
  readonly name: string
  readonly peerId: string
  readonly #options: NodeProcessOptions
  #status: NodeStatus = 'down'
  #starting: Promise<void> = Promise.resolve()
  #addresses: readonly string[] = []
  #life: Life | null = null
  #incarnation = 0
  #nextRequest = 1

  constructor(options: NodeProcessOptions) {
    this.name = options.name
    this.peerId = options.peerId
    this.#options = options
  }

  get status(): NodeStatus {
    return this.#status
  }

  get addresses(): readonly string[] {
    return this.#addresses
  }

  start(): Promise<void> {
    const started = this.#start()
    this.#starting = started.catch(() => {})
    return started
  }

  whenStarted(): Promise<void> {
    return this.#starting
  }

  async #start(): Promise<void> {
    if (this.#life !== null) throw new NodeStartError(`${this.name} is ${this.#status} already`, [])
    this.#incarnation += 1
    this.#status = 'starting'
    const incarnation = this.#incarnation
    this.#options.log({ kind: 'node-starting', node: this.name, incarnation })
    const ready = Promise.withResolvers<Extract<AgentMessage, { type: 'ready' }>>()
    // It may fail before anybody waits for it.
    ready.promise.catch(() => {})
    const life = this.#spawn(ready)
    const timer = setTimeout(() => {
      ready.reject(new Error(`it was not ready after ${this.#options.deadlines.ready / 1000} s`))
    }, this.#options.deadlines.ready)
    try {
      const { peerId, addresses } = await ready.promise
      this.#status = 'running'
      this.#addresses = addresses
      this.#options.log({ kind: 'node-ready', node: this.name, incarnation, peerId, addresses })
    } catch (error) {
      await this.kill()
      const log = [...life.output.tail]
      const reason = error instanceof Error ? error.message : String(error)
      this.#options.log({ kind: 'node-failed', node: this.name, reason, log })
      throw new NodeStartError(`${this.name} did not start: ${reason} (its log: ${life.output.path})`, log)
    } finally {
      clearTimeout(timer)
    }
  }

  async stop(): Promise<void> {
    const life = this.#life
    if (life === null) return
    life.expected = true
    if (this.#status === 'paused') this.#signal(life, 'SIGCONT')
    this.#status = 'stopping'
    await Promise.race([
      this.request('stop', {}).catch(() => {}),
      this.#wait(life, this.#options.deadlines.stop),
    ])
    this.#signal(life, 'SIGTERM')
    await this.#wait(life, this.#options.deadlines.stop)
    await this.kill()
  }

  /** Ends the process at the end of the run: SIGTERM, a moment, SIGKILL. */
  async end(): Promise<void> {
    const life = this.#life
    if (life === null) return
    life.expected = true
    this.#signal(life, 'SIGTERM')
    this.#signal(life, 'SIGCONT')
    await this.#wait(life, this.#options.deadlines.stop)
    await this.kill()
  }

  async kill(): Promise<void> {
    const life = this.#life
    if (life === null) return
    life.expected = true
    this.#signal(life, 'SIGKILL')
    await life.ended
  }

  pause(): void {
    if (this.#life === null || this.#status !== 'running') return
    this.#status = 'paused'
    this.#signal(this.#life, 'SIGSTOP')
    this.#options.log({ kind: 'node-paused', node: this.name })
  }

  resume(): void {
    if (this.#life === null || this.#status !== 'paused') return
    this.#status = 'running'
    this.#signal(this.#life, 'SIGCONT')
    this.#options.log({ kind: 'node-resumed', node: this.name })
  }

  request<C extends CommandName>(command: C, input: CommandInput<C>): Promise<CommandOutput<C>> {
    const life = this.#life
    if (life === null || life.connection === null) {
      return Promise.reject(new NodeGoneError(`${this.name} is ${this.#status}`))
    }
    const id = this.#nextRequest++
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    life.pending.set(id, { resolve, reject })
    // The types of command and input belong together, which a union of requests cannot express.
    send(life.connection, { type: 'request', id, command, input } as RunnerMessage)
    return promise as Promise<CommandOutput<C>>
  }

  #spawn(ready: PromiseWithResolvers<Extract<AgentMessage, { type: 'ready' }>>): Life {
    const { hub, guardian, name, program, nodeArguments, logPath, onLine } = this.#options
    const start: NodeStart = { node: name, port: hub.port, secret: hub.secret }
    const forgetHello = hub.expect(name, (connection) => this.#greet(life, connection, ready))
    const child = execa(process.execPath, [...nodeArguments, program], {
      env: { ...environment(), ...bundleEnvironment(), [startVariable]: JSON.stringify(start) },
      extendEnv: false,
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
      buffer: false,
      reject: false,
      cleanup: false,
      detached: true,
    })
    const pid = child.pid ?? 0
    const output = new NodeOutput(logPath, onLine)
    if (child.stdout !== null) output.read(child.stdout)
    if (child.stderr !== null) output.read(child.stderr)
    if (pid > 0) guardian.watch(pid)
    const ended = child.then(async (result) => {
      life.isOver = true
      forgetHello()
      // What the process itself started and left behind goes with it.
      this.#signal(life, 'SIGKILL')
      if (pid > 0) guardian.forget(pid)
      await output.end()
      this.#end(life, {
        code: result.exitCode ?? null,
        signal: result.signal ?? null,
        failure: result.originalMessage,
      })
      ready.reject(new Error(endOf(result.exitCode, result.signal, result.originalMessage)))
    })
    const life: Life = {
      pid,
      ended,
      output,
      pending: new Map(),
      connection: null,
      expected: false,
      isOver: false,
    }
    this.#life = life
    return life
  }

  #greet(
    life: Life,
    connection: ControlConnection,
    ready: PromiseWithResolvers<Extract<AgentMessage, { type: 'ready' }>>,
  ): void {
    life.connection = connection
    connection.onBatch((batch) => {
      try {
        this.#hear(life, batch, ready)
      } catch (error) {
        if (!(error instanceof WireError)) throw error
        connection.socket.destroy(error)
      }
    })
    connection.onClose((error) => {
      const reason =
        error === null
          ? 'it closed its connection to topo'
          : `it does not speak the protocol (${error.message})`
      ready.reject(new Error(reason))
      // A process that cannot be told anything any more is of no use to the run.
      this.#signal(life, 'SIGKILL')
    })
    this.#options.configure().then(
      (message) => send(connection, message),
      (error: unknown) => ready.reject(error instanceof Error ? error : new Error(String(error))),
    )
  }

  #hear(
    life: Life,
    batch: Batch,
    ready: PromiseWithResolvers<Extract<AgentMessage, { type: 'ready' }>>,
  ): void {
    for (const message of controlMessages(batch)) {
      switch (message.type) {
        case 'ready':
          ready.resolve(message)
          break
        case 'fatal':
          ready.reject(new Error(message.error))
          break
        case 'event':
          if (message.event.kind === 'addresses') this.#addresses = message.event.addresses
          this.#options.log({ ...message.event, node: this.name })
          break
        case 'reply':
          life.pending.get(message.id)?.resolve(message.output)
          life.pending.delete(message.id)
          break
        case 'failure':
          life.pending.get(message.id)?.reject(new Error(message.error))
          life.pending.delete(message.id)
          break
        case 'hello':
          break
      }
    }
  }

  #end(life: Life, { code, signal, failure }: End): void {
    for (const { reject } of life.pending.values()) {
      reject(new NodeGoneError(`${this.name} ended`))
    }
    life.pending.clear()
    if (this.#life === life) {
      this.#life = null
      this.#status = 'down'
      this.#addresses = []
    }
    const { expected } = life
    this.#options.log({
      kind: 'node-exited',
      node: this.name,
      code,
      signal: signal ?? failure ?? null,
      expected,
    })
  }

  /** To the whole process group; of no effect when it has ended. */
  #signal(life: Life, signal: NodeJS.Signals): void {
    if (life.pid <= 0) return
    try {
      process.kill(-life.pid, signal)
    } catch {
      // It has ended already.
    }
  }

  async #wait(life: Life, milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, milliseconds)
    })
    await Promise.race([life.ended, timeout])
    clearTimeout(timer)
  }
}

interface End {
  readonly code: number | null
  readonly signal: string | null
  readonly failure: string | undefined
}

function endOf(code: number | undefined, signal: string | undefined, failure: string | undefined): string {
  if (signal !== undefined) return `its process was ended by ${signal}`
  return code === undefined
    ? `its process could not be started (${failure})`
    : `its process ended with exit code ${code}`
}

/** Node's own switches in the user's environment are for topo, not for what it starts. */
function environment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...rest } = process.env
  return rest
}

/** Throws {@link WireError} on what is no message. */
function* controlMessages(batch: Batch): Iterable<AgentMessage> {
  for (const frame of batch.frames) {
    if (frame.op !== op.control) continue
    let message: unknown
    try {
      message = JSON.parse(Buffer.from(frame.payload).toString())
    } catch {
      throw new WireError('a control message is not JSON')
    }
    if (typeof message !== 'object' || message === null || !('type' in message)) {
      throw new WireError('a control message has no type')
    }
    yield message as AgentMessage
  }
}

function send(connection: ControlConnection, message: RunnerMessage): void {
  const payload = Buffer.from(JSON.stringify(message))
  const frame = { op: op.control, node: 0, id: 0, time: 0, payload }
  connection.socket.write(
    encodeBatch({ kind: batchKind.frames, time: 0, next: Number.POSITIVE_INFINITY, frames: [frame] }),
  )
}
