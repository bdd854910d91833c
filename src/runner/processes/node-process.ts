/**
 * One node as child processes, one after the other: prepared, started, frozen, asked, and ended.
 *
 *     node-process.ts        the node over all its lives (here)
 *     life/life-starter.ts   the start of a life, up to the moment at which the node is ready
 *     life/node-life.ts      one life: a process from its start to its end
 *     life/spawn.ts          the child process and its process group
 *     life/conversation.ts   messages, requests and answers
 *     life/stop.ts           request, TERM, grace, KILL
 *     node-link.ts           the way of messages to the process, in real and in virtual time
 */
import { BugError, messageOf } from '../../base/errors.ts'
import type { SaidEvent } from '../../events/event.ts'
import type { RelayChange } from '../../protocol/boot-node-config.ts'
import type { CommandInput, CommandName, CommandOutput, NodeConfig } from '../../protocol/messages.ts'
import type { PortMapping } from '../../protocol/peer-config.ts'
import type { RelayConfig } from '../../protocol/relay-config.ts'
import {
  type EndKind,
  NodeGoneError,
  type NodeHandle,
  NodeStartError,
  type NodeStatus,
} from '../simulation/node-handle.ts'
import type { Channel } from './channel.ts'
import { programMetric } from './command/program-metric.ts'
import { LifeStarter } from './life/life-starter.ts'
import { BreachError, type NodeLife } from './life/node-life.ts'
import { askToStop, killProcess, type StopOptions, terminate } from './life/stop.ts'
import type { NodeLink } from './node-link.ts'
import type { NodeProcessOptions } from './node-process-options.ts'
import type { ProcessUsage } from './process-usage.ts'

export class NodeProcess implements NodeHandle {
  readonly name: string
  readonly peerId: string
  readonly #options: NodeProcessOptions
  readonly #starter: LifeStarter
  #libp2p: string
  #status: NodeStatus = 'down'
  #starting: Promise<void> = Promise.resolve()
  #addresses: readonly string[] = []
  #life: NodeLife | null = null
  #starts = 0
  /** Reason to reject all requests; null: the run goes on. */
  #abandoned: Error | null = null
  /** Usage of each process that has ended. */
  readonly #usages: (ProcessUsage | null)[] = []
  /** All changes that faults have made to its relay. */
  #relayChange: RelayChange = {}
  /** Offset of the calendar of its machine, in milliseconds. */
  #skew = 0

  constructor(options: NodeProcessOptions) {
    this.name = options.name
    this.peerId = options.peerId
    this.#libp2p = options.libp2p
    this.#options = options
    this.#starter = new LifeStarter(options, {
      event: (event) => this.#report(event),
      news: (life, event) => {
        if (this.#life === life && this.#status !== 'starting') this.#report(event)
      },
      greet: (life, channel, link) => this.#greet(life, channel, link),
      breach: (life, reason) => {
        if (this.#life === life && this.#status !== 'starting') this.#break(life, reason)
      },
      over: (life) => this.#lifeOver(life),
    })
  }

  get status(): NodeStatus {
    return this.#status
  }

  /** null: the node has no process. */
  get pid(): number | null {
    return this.#life?.pid ?? null
  }

  get addresses(): readonly string[] {
    return this.#addresses
  }

  /** Usage of each process that has ended, in order; null where it is unknown. */
  get usages(): readonly (ProcessUsage | null)[] {
    return this.#usages
  }

  use(libp2p: string): void {
    this.#libp2p = libp2p
  }

  /**
   * Starts a process ahead of the node's start at `time`, up to its hello. Resolves after the hello; a failure shows
   * when the node starts.
   */
  async prepare(time: number): Promise<void> {
    if (this.#life === null) await this.#starter.prepare(this.#libp2p, time)
  }

  start(): Promise<void> {
    if (this.#life !== null || this.#status === 'starting')
      return Promise.reject(new NodeStartError(`${this.name} is ${this.#status} already`, []))
    const started = this.#start()
    this.#starting = started.catch(() => {})
    return started
  }

  whenStarted(): Promise<void> {
    return this.#starting
  }

  async #start(): Promise<void> {
    this.#status = 'starting'
    this.#starts += 1
    const incarnation = this.#starts
    const { program, clock, log } = this.#options
    log({ kind: 'node-starting', node: this.name, incarnation })
    let life: NodeLife | null = null
    try {
      life =
        program.kind === 'agent'
          ? this.#starter.agent(program, this.#libp2p)
          : await clock.hold(() => this.#starter.command(program))
      this.#life = life
      // A prepared process may have ended; its end counts from the node's start.
      if (life.state.kind === 'over') this.#lifeOver(life)
      const { peerId, addresses } = await this.#starter.untilReady(life)
      this.#status = 'running'
      this.#addresses = addresses
      log({ kind: 'node-ready', node: this.name, incarnation, peerId, addresses })
    } catch (error) {
      throw await this.#failedToStart(life, error)
    }
  }

  async #failedToStart(life: NodeLife | null, error: unknown): Promise<NodeStartError> {
    const isAsked = life !== null && wasAsked(life)
    await this.kill()
    this.#status = 'down'
    const tail = [...(life?.output.tail ?? [])]
    // The signal was topo's own, so the way in which the process ended says nothing about it.
    const reason = isAsked ? 'topo ended it before it was ready' : messageOf(error)
    this.#options.log({ kind: 'node-failed', node: this.name, reason, log: tail })
    const isOther = this.#options.program.kind === 'agent' && this.#libp2p !== 'current'
    const release = isOther ? ` on libp2p ${this.#libp2p}` : ''
    const advice = isOther ? '. If this release does not run here, choose another one with `libp2p:`' : ''
    const failure = new NodeStartError(`${this.name} did not start${release}: ${reason}${advice}`, tail)
    if (error instanceof BreachError) this.#options.onBreach(failure.message)
    return failure
  }

  #greet(life: NodeLife, channel: Channel, link: NodeLink): void {
    life.open(channel, link)
    if (this.#skew !== 0) this.#setCalendar(life)
    this.#options.configure().then(
      (message) => link.send({ ...message, config: this.#changed(message.config) }),
      (error: unknown) => life.ready.reject(error instanceof Error ? error : new Error(String(error))),
    )
  }

  #report(event: SaidEvent): void {
    if (event.kind === 'addresses') this.#addresses = event.addresses
    this.#options.log({ ...event, node: this.name })
  }

  #break(life: NodeLife, reason: string): void {
    this.#options.log({ kind: 'node-failed', node: this.name, reason, log: [...life.output.tail] })
    this.#options.onBreach(`${this.name} failed: ${reason}`)
  }

  #lifeOver(life: NodeLife): void {
    life.conversation.giveUp(new NodeGoneError(`${this.name} ended`))
    if (this.#life === life) {
      this.#life = null
      this.#status = 'down'
      this.#addresses = []
      this.#usages.push(life.usage)
    }
    const { state } = life
    if (state.kind !== 'over') return
    const { code, signal, failure } = state.end
    const expected = state.cause === 'asked'
    this.#options.log({ kind: 'node-exited', node: this.name, code, signal: signal ?? failure, expected })
  }

  async stop(): Promise<void> {
    const life = this.#life
    if (life === null) return
    life.expectEnd()
    if (this.#status === 'paused') life.thaw()
    this.#status = 'stopping'
    const ask = () => this.request('stop', {})
    if (life.watch === null) await askToStop(life, ask, this.#stopOptions())
    await this.#options.clock.hold(() => this.#terminate())
  }

  async kill(how: EndKind = 'exit'): Promise<void> {
    const life = this.#life
    if (life === null) return
    const { name, wiring } = this.#options
    const end = () => killProcess(life, this.#stopOptions(), how)
    await (how === 'power-loss' && wiring.losePower !== undefined ? wiring.losePower(name, end) : end())
  }

  /** Ends the process at the end of the run: SIGTERM, grace, SIGKILL. The node cannot be started again. */
  async end(): Promise<void> {
    this.#starter.close()
    await this.#terminate()
  }

  async #terminate(): Promise<void> {
    await this.#starter.endSpare()
    if (this.#life !== null) await terminate(this.#life, this.#stopOptions())
  }

  #stopOptions(): StopOptions {
    const { clock, deadlines, program } = this.#options
    return {
      clock,
      grace: deadlines.stop,
      signal: program.kind === 'agent' ? 'SIGTERM' : program.stopSignal,
    }
  }

  pause(): void {
    if (this.#life === null || this.#status !== 'running') return
    this.#status = 'paused'
    this.#life.freeze()
    this.#options.log({ kind: 'node-paused', node: this.name })
    this.#life.conversation.giveUp(new Error(`${this.name} was paused before it answered`))
  }

  resume(): void {
    if (this.#life === null || this.#status !== 'paused') return
    this.#status = 'running'
    this.#life.thaw()
    this.#options.log({ kind: 'node-resumed', node: this.name })
  }

  /** Rejects all requests, pending and to come: the run is over. */
  abandon(reason: Error): void {
    this.#abandoned = reason
    this.#life?.conversation.giveUp(reason)
  }

  skew(milliseconds: number): void {
    this.#skew += milliseconds
    if (this.#life !== null) this.#setCalendar(this.#life)
  }

  #setCalendar({ conversation }: NodeLife): void {
    if (conversation.link?.skew(this.#skew) === false) {
      throw new BugError('a fault of the virtual clock was let through on another clock')
    }
  }

  request<C extends CommandName>(command: C, input: CommandInput<C>): Promise<CommandOutput<C>> {
    const life = this.#life
    if (this.#abandoned !== null) return Promise.reject(this.#abandoned)
    if (command === 'metric' && life !== null) {
      const samples = programMetric(this.#options.program, life, input as CommandInput<'metric'>)
      // The types of command and output belong together, which a union of requests cannot express.
      if (samples !== null) return samples as Promise<CommandOutput<C>>
    }
    if (life !== null && life.watch !== null) {
      return Promise.reject(new Error(`${this.name} does not speak the agent protocol`))
    }
    const answer = life?.conversation.request(command, input) ?? null
    return answer ?? Promise.reject(new NodeGoneError(`${this.name} is ${this.#status}`))
  }

  async changeRelay(change: RelayChange): Promise<RelayConfig | null> {
    const limits = { ...this.#relayChange.limits, ...change.limits }
    this.#relayChange = { ...this.#relayChange, ...change, limits }
    // A node that starts takes no request, and has been told its relay already.
    await this.#starting
    const answer = this.request('change-relay', change)
    if (this.#status !== 'running') {
      // A frozen node hears it when it goes on; a node that is down hears it at its start.
      answer.catch(() => {})
      return null
    }
    try {
      return (await answer).before
    } catch (error) {
      // A node that ends before it answers hears it at its next start.
      if (error instanceof NodeGoneError) return null
      throw error
    }
  }

  #changed(config: NodeConfig): NodeConfig {
    const { limits, refusal } = this.#relayChange
    if (config.kind === 'boot-node')
      return { ...config, relay: { ...config.relay, ...limits }, refusal: refusal ?? config.refusal }
    if (config.kind !== 'peer' || config.relay === null) return config
    const { relay } = config
    return { ...config, relay: { limits: { ...relay.limits, ...limits }, refusal: refusal ?? relay.refusal } }
  }

  learnPort(mapping: PortMapping, isOpen: boolean): void {
    if (this.#options.program.kind === 'command') return
    this.#life?.conversation.link?.send({ type: 'port-mapping', mapping, isOpen })
  }

  /** Tells the node the addresses of a peer; no effect while the node is down. */
  introduce(peerId: string, addresses: readonly string[]): void {
    this.#life?.conversation.link?.answer({ type: 'introduce', peerId, addresses })
  }

  /** Lets its peer discovery find a peer at these addresses; no effect while the node is down. */
  discover(peerId: string, addresses: readonly string[]): void {
    this.#life?.conversation.link?.answer({ type: 'introduce', peerId, addresses, isDiscovery: true })
  }
}

/** True if topo asked for the end of the process. */
function wasAsked({ state }: NodeLife): boolean {
  return state.kind !== 'running' && state.cause === 'asked'
}
