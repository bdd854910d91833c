/** Starts the processes of a node: spawns each one, waits for its hello, and then until the node is ready. */
import { messageOf } from '../../../base/errors.ts'
import type { SaidEvent } from '../../../events/event.ts'
import { formatDuration } from '../../language/values/format-duration.ts'
import { inPlace } from '../../simulation/clock/clock.ts'
import type { Channel } from '../channel.ts'
import type { OutputWatch } from '../command/output-watch.ts'
import { foreignLink, type NodeLink } from '../node-link.ts'
import type { NodeProcessOptions } from '../node-process-options.ts'
import type { AgentProgram, CommandProgram, Launch } from '../node-program.ts'
import { plainText } from '../plain-text.ts'
import type { Ready } from './conversation.ts'
import { explainHello, type LifeOptions, NodeLife } from './node-life.ts'
import { OwnProcess } from './own-process.ts'

/** Virtual time for a start, in deadlines of wall time: it costs little, and a node may wait for others. */
const virtualPatience = 10

export interface LifeStarterListener {
  /** The node reports an event. */
  event(event: SaidEvent): void
  /** topo found an event in the output of a program that does not speak the protocol. */
  news(life: NodeLife, event: SaidEvent): void
  /** The process has said hello, and waits for its configuration. */
  greet(life: NodeLife, channel: Channel, link: NodeLink): void
  /** The process broke the protocol. */
  breach(life: NodeLife, reason: string): void
  /** The process has ended. */
  over(life: NodeLife): void
}

export class LifeStarter {
  readonly #options: NodeProcessOptions
  readonly #listener: LifeStarterListener
  /** A process that waits to be the node's next life. */
  #spare: NodeLife | null = null
  #processes = 0
  #isClosed = false

  constructor(options: NodeProcessOptions, listener: LifeStarterListener) {
    this.#options = options
    this.#listener = listener
  }

  /** Starts an agent ahead of the node's start at `time`. Resolves after its hello. */
  async prepare(libp2p: string, time: number): Promise<void> {
    const { program } = this.#options
    if (this.#spare !== null || program.kind === 'command') return
    this.#spare = this.#agent(program, libp2p, time)
    await this.#spare.channel
  }

  /** Returns the prepared agent, or starts one. */
  agent(program: AgentProgram, libp2p: string): NodeLife {
    const life = this.#spare ?? this.#agent(program, libp2p, this.#options.clock.now())
    this.#spare = null
    return life
  }

  /** Starts another program than the agent, as soon as its arguments are known. */
  async command(program: CommandProgram): Promise<NodeLife> {
    const watch = (await program.watch?.()) ?? null
    const launch = await program.launch()
    if (this.#isClosed) throw new Error('the run ended')
    const life = this.#spawn(launch, watch, this.#options.clock.now())
    if (watch?.isReady) life.ready.resolve(this.#readyBy(watch))
    return life
  }

  /** Waits until the node is ready. Rejects at the end of the process or of the deadline. */
  async untilReady(life: NodeLife): Promise<Ready> {
    const { name, program, wiring, clock, deadlines } = this.#options
    const { ready, watch } = life
    const late = (after: string) => {
      const awaited = program.kind === 'agent' ? program.awaited : 'it was not ready'
      const missing = watch?.missing ?? awaited
      ready.reject(new Error(`${missing} after ${after}${life.helloProblem}`))
    }
    const timer = setTimeout(() => late(`${deadlines.ready / 1000} s`), deadlines.ready)
    const over = new AbortController()
    try {
      if (watch === null) {
        const channel = await inPlace(clock, () => Promise.race([life.channel, failureOf(ready.promise)]))
        if (channel !== null) {
          const { conversation } = life
          const hear = conversation.hear.bind(conversation)
          const link =
            program.kind === 'agent'
              ? wiring.attach(name, channel, hear)
              : foreignLink(channel, await program.reader((id) => conversation.commandOf(id)), hear)
          this.#listener.greet(life, channel, link)
          if (clock.kind === 'virtual') {
            // From here on the machine's speed must not count. A process that hangs never ends its step.
            clearTimeout(timer)
            const limit = deadlines.ready * virtualPatience
            clock.sleepUntil(clock.now() + limit, over.signal).then(
              () => late(`${formatDuration(limit)} of the run's time`),
              () => {},
            )
          }
        }
      }
      const said = await ready.promise
      // The node may have told more addresses since it was ready.
      return watch === null ? (life.conversation.ready ?? said) : this.#readyBy(watch)
    } finally {
      clearTimeout(timer)
      over.abort()
    }
  }

  /** Ends the process that waits to be the node's next life. */
  async endSpare(): Promise<void> {
    this.#spare?.signal('SIGKILL')
    await this.#spare?.ended
  }

  /** No program starts from now on. */
  close(): void {
    this.#isClosed = true
  }

  /** Starts the agent: in a shared process where the node has its place in one. */
  #agent(program: AgentProgram, libp2p: string, time: number): NodeLife {
    const { name, share, wiring, logPath } = this.#options
    const settings = share === null ? null : wiring.parameters(name, this.#processes + 1, time)
    if (share === null || settings === null) return this.#spawn(program.launch(libp2p), null, time)
    this.#processes += 1
    const body = share(libp2p, { ...settings, node: name }, logPath)
    return this.#live({ body, watch: null, findings: null }, true)
  }

  #spawn(launch: Launch, watch: OutputWatch | null, time: number): NodeLife {
    const { name, hub, guardian, logPath, wiring, program, onLine, reportsOutput, clock } = this.#options
    this.#processes += 1
    const settings = wiring.parameters(name, this.#processes, time)
    const callIn = { node: name, port: hub.port, secret: hub.secret, path: hub.path }
    const findings = program.kind === 'command' ? program.findings() : null
    const body = new OwnProcess({
      launch,
      start: { ...settings, ...callIn },
      speaks: watch === null,
      explainHello: program.kind === 'command' ? explainHello : null,
      hub,
      guardian,
      logPath,
      now: reportsOutput ? null : () => clock.now(),
      onLine: (line) => {
        if (!reportsOutput) onLine(line)
        if (watch !== null) this.#watch(life, watch, line)
        for (const event of findings?.take(line) ?? []) this.#listener.event(event)
      },
    })
    const life: NodeLife = this.#live({ body, watch, findings }, false)
    return life
  }

  /** `isShared`: messages bring the lines that the node prints. */
  #live(
    { body, watch, findings }: Pick<LifeOptions, 'body' | 'watch' | 'findings'>,
    isShared: boolean,
  ): NodeLife {
    const { program, clock, onLine } = this.#options
    const listener = this.#listener
    const isForeign = program.kind === 'command'
    const life: NodeLife = new NodeLife(
      { body, watch, findings, isForeign, clock },
      {
        event: (event) => listener.event(event),
        output: (line) => {
          if (isShared) body.output.keep(line)
          body.output.date(line, clock.now())
          onLine(plainText(line))
        },
        breach: (reason) => listener.breach(life, reason),
        // The end of a prepared process counts from the node's start.
        over: () => {
          if (life !== this.#spare) listener.over(life)
        },
      },
    )
    return life
  }

  /** Takes a line of a program that does not speak the protocol. */
  #watch(life: NodeLife, watch: OutputWatch, line: string): void {
    try {
      const isNew = watch.take(line)
      if (watch.isReady) life.ready.resolve(this.#readyBy(watch))
      if (isNew) this.#listener.news(life, { kind: 'addresses', addresses: watch.addresses })
    } catch (error) {
      life.ready.reject(error)
      this.#listener.news(life, { kind: 'note', text: messageOf(error) })
    }
  }

  #readyBy({ addresses }: OutputWatch): Ready {
    return { peerId: this.#options.peerId, addresses }
  }
}

/** Never resolves; rejects as the promise does. */
function failureOf(promise: Promise<unknown>): Promise<never> {
  return promise.then(() => new Promise<never>(() => {}))
}
