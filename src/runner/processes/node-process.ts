/**
 * One node as a child process: started from a bundle, in a process group of its own, told what to be, watched, asked,
 * and ended. TERM, grace, KILL; the first cause of an end is the one that is told.
 */
import { execa } from 'execa'
import { BugError, messageOf } from '../../base/errors.ts'
import type { EventBody } from '../../events/event.ts'
import type { RelayChange, RelayConfig } from '../../protocol/boot-node-config.ts'
import {
  type AgentMessage,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type Configure,
  type NodeConfig,
  type NodeStart,
  type RunnerMessage,
  startVariable,
} from '../../protocol/messages.ts'
import { WireError } from '../../protocol/wire.ts'
import { NodeGoneError, type NodeHandle, NodeStartError, type NodeStatus } from '../simulation/node-handle.ts'
import type { NodeChannel } from './channel.ts'
import type { OutputWatch } from './command/output-watch.ts'
import type { ControlHub } from './control-hub.ts'
import type { Guardian } from './guardian.ts'
import { type Carrier, foreignLine, type Line } from './node-link.ts'
import type { AgentProgram, CommandProgram, Launch, NodeProgram } from './node-program.ts'
import { NodeOutput } from './output.ts'
import { type ProcessUsage, usageOf } from './process-usage.ts'
import type { Turn, Turns } from './turns.ts'

export interface NodeProcessOptions {
  readonly name: string
  readonly peerId: string
  /** The libp2p release that it runs at first. */
  readonly libp2p: string
  readonly program: NodeProgram
  readonly logPath: string
  readonly carrier: Carrier
  readonly clock: NodeClock
  readonly hub: ControlHub
  /** Nodes that are ended at one instant end in the order in which that was asked for; null: as they come to it. */
  readonly ends: Turns | null
  readonly guardian: Guardian
  /** What the process is to be; called once for each start, when the process is ready to hear it. */
  readonly configure: () => Promise<Configure>
  readonly log: (event: EventBody) => void
  /** Lines that the node prints: read from its pipes, or, with `reportsOutput`, as it reports them itself. */
  readonly onLine: (line: string) => void
  readonly reportsOutput: boolean
  /** Is called when the process says what the protocol does not have: nothing that follows would mean anything. */
  readonly onBreach: (reason: string) => void
  readonly deadlines: Deadlines
}

/** What a node process needs of the run's clock. */
export interface NodeClock {
  now(): number
  sleepUntil(time: number, signal?: AbortSignal): Promise<void>
  /** Time stands still during work that the clock cannot see the end of. */
  hold<T>(work: () => Promise<T>): Promise<T>
}

/** Milliseconds of wall time. */
export interface Deadlines {
  /** From the start of the process until it listens, in wall time. */
  readonly ready: number
  /** For a graceful stop, by the run's clock, and again for SIGTERM, in wall time, before SIGKILL. */
  readonly stop: number
}

export const defaultDeadlines: Deadlines = { ready: 30_000, stop: 3000 }

interface Pending {
  readonly command: CommandName
  readonly resolve: (output: unknown) => void
  readonly reject: (error: Error) => void
}

type Ready = Pick<Extract<AgentMessage, { type: 'ready' }>, 'peerId' | 'addresses'>

/** One life of the process, from its start to its end. */
interface Life {
  readonly pid: number
  readonly ended: Promise<void>
  /** Its connection, once it has said hello; null: it ended before, or is not one that does. */
  readonly channel: Promise<NodeChannel | null>
  readonly ready: PromiseWithResolvers<Ready>
  readonly output: NodeOutput
  /** null: it speaks the protocol. */
  readonly watch: OutputWatch | null
  readonly pending: Map<number, Pending>
  line: Line | null
  /** What it said in the place of a right hello, if anything; empty: nothing. */
  misled: string
  /** Whether it said what the protocol does not have. */
  isBreach: boolean
  expected: boolean
  /** Its place among those that are ended, once it is. */
  turn: Turn | null
  isOver: boolean
  /** As it was just before the process was ended; null: it ended by itself. */
  usage: ProcessUsage | null
}

export class NodeProcess implements NodeHandle {
  readonly name: string
  readonly peerId: string
  readonly #options: NodeProcessOptions
  #libp2p: string
  #status: NodeStatus = 'down'
  #starting: Promise<void> = Promise.resolve()
  #addresses: readonly string[] = []
  #life: Life | null = null
  /** A process that waits to be the node's next life. */
  #spare: Life | null = null
  #processes = 0
  #starts = 0
  #nextRequest = 1
  #isOver = false
  /** Why nobody waits for its answers any more. */
  #abandoned: Error | null = null
  /** Of its processes so far. */
  readonly #usages: (ProcessUsage | null)[] = []
  /** What faults have changed of its relay. */
  #relayChange: RelayChange = {}
  /** How far the calendar of its machine is off, in milliseconds. */
  #skew = 0

  constructor(options: NodeProcessOptions) {
    this.name = options.name
    this.peerId = options.peerId
    this.#libp2p = options.libp2p
    this.#options = options
  }

  get status(): NodeStatus {
    return this.#status
  }

  /** Its process; null: it has none. */
  get pid(): number | null {
    return this.#life?.pid ?? null
  }

  get addresses(): readonly string[] {
    return this.#addresses
  }

  /** What its processes have used that are over, one after the other; null where that is not known. */
  get usages(): readonly (ProcessUsage | null)[] {
    return this.#usages
  }

  use(libp2p: string): void {
    this.#libp2p = libp2p
  }

  start(): Promise<void> {
    const started = this.#start()
    this.#starting = started.catch(() => {})
    return started
  }

  whenStarted(): Promise<void> {
    return this.#starting
  }

  /**
   * Starts the process ahead of the node's start at `time`, up to where it is told what to be. Resolves when it has
   * got there; a failure shows when the node is started.
   */
  async prepare(time: number): Promise<void> {
    const { program } = this.#options
    if (this.#life !== null || this.#spare !== null || program.kind === 'command') return
    this.#spare = this.#spawn(program.launch(this.#libp2p), null, time)
    await this.#spare.channel
  }

  async #start(): Promise<void> {
    if (this.#life !== null || this.#status === 'starting')
      throw new NodeStartError(`${this.name} is ${this.#status} already`, [])
    this.#status = 'starting'
    this.#starts += 1
    const incarnation = this.#starts
    this.#options.log({ kind: 'node-starting', node: this.name, incarnation })
    const { program, clock } = this.#options
    let life: Life | null = null
    try {
      life = program.kind === 'agent' ? this.#lifeOf(program) : await clock.hold(() => this.#arrange(program))
      this.#life = life
      const { peerId, addresses } = await this.#untilReady(life)
      this.#status = 'running'
      this.#addresses = addresses
      this.#options.log({ kind: 'node-ready', node: this.name, incarnation, peerId, addresses })
    } catch (error) {
      await this.kill()
      this.#status = 'down'
      const log = [...(life?.output.tail ?? [])]
      const reason = error instanceof Error ? error.message : String(error)
      this.#options.log({ kind: 'node-failed', node: this.name, reason, log })
      const [on, advice] = isOther(program, this.#libp2p)
        ? [
            ` on libp2p ${this.#libp2p}`,
            '. If this release does not run here, choose another one with `libp2p:`',
          ]
        : ['', '']
      const failure = new NodeStartError(`${this.name} did not start${on}: ${reason}${advice}`, log)
      if (life?.isBreach === true) this.#options.onBreach(failure.message)
      throw failure
    }
  }

  #lifeOf(program: AgentProgram): Life {
    const life = this.#spare ?? this.#spawn(program.launch(this.#libp2p), null, this.#options.clock.now())
    this.#spare = null
    return life
  }

  async #arrange(program: CommandProgram): Promise<Life> {
    const watch = (await program.watch?.()) ?? null
    const launch = await program.launch()
    if (this.#isOver) throw new Error('the run ended')
    const life = this.#spawn(launch, watch, this.#options.clock.now())
    if (watch?.isReady) life.ready.resolve(this.#readyBy(watch))
    return life
  }

  async #untilReady(life: Life): Promise<Ready> {
    const { program, carrier, clock, deadlines } = this.#options
    const { ready } = life
    const timer = setTimeout(() => {
      const awaited = program.kind === 'agent' ? program.awaited : 'it was not ready'
      const missing = life.watch?.missing ?? awaited
      ready.reject(new Error(`${missing} after ${deadlines.ready / 1000} s${life.misled}`))
    }, deadlines.ready)
    try {
      if (life.watch === null) {
        const channel = await clock.hold(() => Promise.race([life.channel, failureOf(ready.promise)]))
        if (channel !== null) {
          const hear = (message: AgentMessage) => this.#hear(life, message)
          const line =
            program.kind === 'agent'
              ? carrier.attach(this.name, channel, hear)
              : foreignLine(channel, await program.reader((id) => life.pending.get(id)?.command), hear)
          this.#greet(life, channel, line)
        }
      }
      const said = await ready.promise
      // Its lines may have said more since it was ready.
      return life.watch === null ? said : this.#readyBy(life.watch)
    } finally {
      clearTimeout(timer)
    }
  }

  async stop(): Promise<void> {
    const life = this.#life
    if (life === null) return
    life.expected = true
    if (this.#status === 'paused') this.#thaw(life)
    this.#status = 'stopping'
    if (life.watch === null) await this.#askToStop(life)
    await this.#options.clock.hold(() => this.#terminate())
  }

  /** Resolves when the host has stopped, or when it has had its time. */
  async #askToStop(life: Life): Promise<void> {
    const { clock, deadlines } = this.#options
    const answered = new AbortController()
    const patience = clock.sleepUntil(clock.now() + deadlines.stop, answered.signal).catch(() => {})
    await Promise.race([this.request('stop', {}).catch(() => {}), life.ended, patience])
    answered.abort()
  }

  /** Ends the process at the end of the run: SIGTERM, a moment, SIGKILL. It cannot be started again. */
  async end(): Promise<void> {
    this.#isOver = true
    await this.#terminate()
  }

  async #terminate(): Promise<void> {
    if (this.#spare !== null) this.#signal(this.#spare, 'SIGKILL')
    await this.#spare?.ended
    const life = this.#life
    if (life === null) return
    this.#expectEnd(life)
    const { program } = this.#options
    this.#signal(life, program.kind === 'agent' ? 'SIGTERM' : program.stopSignal)
    this.#signal(life, 'SIGCONT')
    await this.#wait(life, this.#options.deadlines.stop)
    await this.kill()
  }

  async kill(): Promise<void> {
    const life = this.#life
    if (life === null) return
    this.#expectEnd(life)
    await this.#options.clock.hold(async () => {
      this.#signal(life, 'SIGKILL')
      await life.ended
    })
  }

  #expectEnd(life: Life): void {
    life.expected = true
    life.usage = usageOf(life.pid) ?? life.usage
    // When the run is over nobody looks at the order any more.
    if (!this.#isOver) life.turn ??= this.#options.ends?.take() ?? null
  }

  pause(): void {
    if (this.#life === null || this.#status !== 'running') return
    this.#status = 'paused'
    if (this.#life.line?.freeze() !== true) this.#signal(this.#life, 'SIGSTOP')
    this.#options.log({ kind: 'node-paused', node: this.name })
    this.#giveUp(this.#life, new Error(`${this.name} was paused before it answered`))
  }

  resume(): void {
    if (this.#life === null || this.#status !== 'paused') return
    this.#status = 'running'
    this.#thaw(this.#life)
    this.#options.log({ kind: 'node-resumed', node: this.name })
  }

  /** Whatever it has been asked is not answered any more, and nothing else either: the run is over. */
  abandon(reason: Error): void {
    this.#abandoned = reason
    if (this.#life !== null) this.#giveUp(this.#life, reason)
  }

  /** An answer that comes nevertheless is of no effect. */
  #giveUp({ pending }: Life, reason: Error): void {
    for (const { reject } of pending.values()) reject(reason)
  }

  skew(milliseconds: number): void {
    this.#skew += milliseconds
    if (this.#life !== null) this.#setCalendar(this.#life)
  }

  request<C extends CommandName>(command: C, input: CommandInput<C>): Promise<CommandOutput<C>> {
    const life = this.#life
    if (this.#abandoned !== null) return Promise.reject(this.#abandoned)
    if (life !== null && life.watch !== null) {
      return Promise.reject(new Error(`${this.name} does not speak the agent protocol`))
    }
    if (life === null || life.line === null) {
      return Promise.reject(new NodeGoneError(`${this.name} is ${this.#status}`))
    }
    const id = this.#nextRequest++
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    life.pending.set(id, { command, resolve, reject })
    // The types of command and input belong together, which a union of requests cannot express.
    life.line.send({ type: 'request', id, command, input } as RunnerMessage)
    return promise as Promise<CommandOutput<C>>
  }

  async changeRelay(change: RelayChange): Promise<RelayConfig | null> {
    const limits = { ...this.#relayChange.limits, ...change.limits }
    this.#relayChange = { ...this.#relayChange, ...change, limits }
    // While it starts it can take no request, and has been told already what to be.
    await this.#starting
    const answer = this.request('change-relay', change)
    if (this.#status === 'running') return (await answer).before
    // One that is frozen hears it when it goes on, one that is down when it starts.
    answer.catch(() => {})
    return null
  }

  /** Tells the node where a peer can be found; of no effect while it is down. */
  introduce(peerId: string, addresses: readonly string[]): void {
    this.#life?.line?.send({ type: 'introduce', peerId, addresses })
  }

  #changed(config: NodeConfig): NodeConfig {
    if (config.kind !== 'boot-node') return config
    const { limits, refusal = config.refusal } = this.#relayChange
    return { ...config, relay: { ...config.relay, ...limits }, refusal }
  }

  #thaw(life: Life): void {
    if (life.line?.thaw() !== true) this.#signal(life, 'SIGCONT')
  }

  #setCalendar({ line }: Life): void {
    if (line?.skew(this.#skew) === false) {
      throw new BugError('a fault of the virtual clock was let through on another clock')
    }
  }

  #spawn(launch: Launch, watch: OutputWatch | null, time: number): Life {
    const { hub, guardian, name, logPath, carrier } = this.#options
    const { onLine, reportsOutput } = this.#options
    const parameters = { node: name, port: hub.port, secret: hub.secret } satisfies NodeStart
    this.#processes += 1
    const start = { ...carrier.parameters(name, this.#processes, time), ...parameters, path: hub.path }
    const channel = Promise.withResolvers<NodeChannel | null>()
    const ready: Life['ready'] = Promise.withResolvers()
    // It may fail before anybody waits for it.
    ready.promise.catch(() => {})
    if (watch !== null) channel.resolve(null)
    const misled = (problem: string) => {
      if (this.#options.program.kind === 'command') life.misled = ` (${problem}; see ${protocolDocument})`
    }
    const forgetHello = watch === null ? hub.expect(name, channel.resolve, misled) : () => {}
    const child = execa(launch.file, [...launch.args], {
      cwd: launch.cwd,
      env: { ...launch.env, ...(watch === null && { [startVariable]: JSON.stringify(start) }) },
      extendEnv: false,
      stdio: ['ignore', 'pipe', 'pipe'],
      buffer: false,
      reject: false,
      cleanup: false,
      detached: true,
    })
    const pid = child.pid ?? 0
    const output = new NodeOutput(logPath, (line) => {
      if (!reportsOutput) onLine(line)
      if (watch !== null) this.#watch(life, watch, line)
    })
    output.read(child.stdout)
    output.read(child.stderr)
    if (pid > 0) guardian.watch(pid)
    const over = async ({ exitCode, signal, originalMessage }: Awaited<typeof child>) => {
      // Without a process it says why; with one, at most that its pipes were closed from this side.
      const failure = pid > 0 ? null : (originalMessage ?? null)
      const end = { code: exitCode ?? null, signal: signal ?? null, failure }
      life.isOver = true
      channel.resolve(null)
      forgetHello()
      if (pid > 0) guardian.forget(pid)
      await output.end()
      await life.turn?.come
      await life.line?.close()
      this.#end(life, end)
      life.turn?.over()
      const cause = watch === null ? errorIn(output.tail) : null
      const because = cause === null ? '' : `: ${cause}`
      ready.reject(new Error(`${sentenceOf(end)}${because}${life.misled}`))
    }
    // Time stands still until the network knows, however long the machine takes to tell.
    const ended = child.then((result) => this.#options.clock.hold(() => over(result)))
    const life: Life = {
      pid,
      ended,
      output,
      watch,
      channel: channel.promise,
      ready,
      pending: new Map(),
      line: null,
      misled: '',
      isBreach: false,
      expected: false,
      turn: null,
      isOver: false,
      usage: null,
    }
    // execa waits until nobody holds the pipes any more; what the process left behind may do so for long.
    child.nodeChildProcess.once('exit', () => {
      this.#signal(life, 'SIGKILL')
      output.leave()
    })
    return life
  }

  /** Takes a line of a program that does not speak the protocol. */
  #watch(life: Life, watch: OutputWatch, line: string): void {
    try {
      const isNew = watch.take(line)
      if (watch.isReady) life.ready.resolve(this.#readyBy(watch))
      if (!isNew || this.#life !== life || this.#status === 'starting') return
      this.#addresses = watch.addresses
      this.#options.log({ kind: 'addresses', node: this.name, addresses: watch.addresses })
    } catch (error) {
      life.ready.reject(error)
      if (this.#status !== 'starting')
        this.#options.log({ kind: 'note', node: this.name, text: messageOf(error) })
    }
  }

  #readyBy({ addresses }: OutputWatch): Ready {
    return { peerId: this.peerId, addresses }
  }

  #greet(life: Life, channel: NodeChannel, line: Line): void {
    const { ready } = life
    life.line = line
    if (this.#skew !== 0) this.#setCalendar(life)
    channel.onClose((error) => {
      life.isBreach = error instanceof WireError
      const reason = this.#closeReason(error)
      ready.reject(new Error(reason))
      if (life.isBreach && this.#life === life && this.#status !== 'starting') this.#break(life, reason)
      // A process that cannot be told anything any more is of no use to the run.
      this.#signal(life, 'SIGKILL')
      this.#options.clock.hold(() => life.ended)
    })
    this.#options.configure().then(
      (message) => line.send({ ...message, config: this.#changed(message.config) }),
      (error: unknown) => ready.reject(error instanceof Error ? error : new Error(String(error))),
    )
  }

  #closeReason(error: Error | undefined): string {
    if (error === undefined) return 'it closed its connection to topo'
    return this.#options.program.kind === 'agent'
      ? `it does not speak the protocol (${error.message})`
      : `it does not speak the agent protocol (${error.message}; see ${protocolDocument})`
  }

  #break(life: Life, reason: string): void {
    this.#options.log({ kind: 'node-failed', node: this.name, reason, log: [...life.output.tail] })
    this.#options.onBreach(`${this.name} failed: ${reason}`)
  }

  #hear(life: Life, message: AgentMessage): void {
    const { ready } = life
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
      case 'output':
        this.#options.onLine(message.line)
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

  #end(life: Life, { code, signal, failure }: End): void {
    for (const { reject } of life.pending.values()) {
      reject(new NodeGoneError(`${this.name} ended`))
    }
    life.pending.clear()
    if (this.#life === life) {
      this.#life = null
      this.#status = 'down'
      this.#addresses = []
      this.#usages.push(life.usage)
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

const protocolDocument = 'docs/agent-protocol.md'

interface End {
  readonly code: number | null
  readonly signal: string | null
  /** Why there was no process. */
  readonly failure: string | null
}

/** Whether a release is to run that topo itself does not have. */
function isOther({ kind }: NodeProgram, libp2p: string): boolean {
  return kind === 'agent' && libp2p !== 'current'
}

/** The last error that a JavaScript program printed, such as the one that ended it. */
function errorIn(lines: readonly string[]): string | null {
  return (
    lines
      .map((line) => /^(?:Uncaught )?(\w*Error\b.*)/.exec(line)?.[1])
      .findLast((found) => found !== undefined) ?? null
  )
}

/** Never resolves; rejects as the promise does. */
function failureOf(promise: Promise<unknown>): Promise<never> {
  return promise.then(() => new Promise<never>(() => {}))
}

function sentenceOf({ code, signal, failure }: End): string {
  if (signal !== null) return `its process was ended by ${signal}`
  return code === null
    ? `its process could not be started (${failure})`
    : `its process ended with exit code ${code}`
}
