/** One life of a node: its process from the start to the end, and the one place that knows how far it has come. */
import { WireError } from '../../../protocol/wire.ts'
import type { Clock, ResultPlace } from '../../simulation/clock/clock.ts'
import type { EndKind } from '../../simulation/node-handle.ts'
import type { Channel } from '../channel.ts'
import type { OutputFindings } from '../command/output-findings.ts'
import type { OutputWatch } from '../command/output-watch.ts'
import type { NodeLink } from '../node-link.ts'
import type { NodeOutput } from '../output.ts'
import type { ProcessUsage } from '../process-usage.ts'
import { Conversation, type ConversationListener, type Ready } from './conversation.ts'
import type { NodeBody } from './node-body.ts'
import { describeEnd, type ProcessEnd } from './spawn.ts'

/**
 * `asked`: topo ends the process. `lost`: the process closed its connection or broke the protocol, so topo kills it.
 * An end that topo asks for is expected, whatever came before.
 */
export type EndCause = 'asked' | 'lost'

export type LifeState =
  | { readonly kind: 'running' }
  | { readonly kind: 'ending'; readonly cause: EndCause }
  | { readonly kind: 'over'; readonly cause: EndCause | 'itself'; readonly end: ProcessEnd }

export interface LifeOptions {
  readonly body: NodeBody
  /** Tells from the output of a program when it is ready; null: the program speaks the protocol. */
  readonly watch: OutputWatch | null
  /** Finds news in the output of a user's own program; null: it is topo's agent. */
  readonly findings: OutputFindings | null
  /** For a user's own program, errors explain its mistakes in the protocol. */
  readonly isForeign: boolean
  readonly clock: Clock
}

export interface LifeListener extends Pick<ConversationListener, 'event' | 'output'> {
  /** The process sent bytes that are not the protocol's; it is being killed. */
  breach(reason: string): void
  /** The process has ended, and everything that it said counts. */
  over(): void
}

/** The process sent bytes that are not the protocol's. */
export class BreachError extends Error {
  override readonly name = 'BreachError'
}

/** Sentence for a mistake in the hello of a user's own program. */
export function explainHello(problem: string): string {
  return ` (${problem}; see ${protocolDocument})`
}

const protocolDocument = 'docs/agent-protocol.md'

export class NodeLife {
  readonly watch: OutputWatch | null
  readonly findings: OutputFindings | null
  readonly conversation: Conversation
  readonly ready = Promise.withResolvers<Ready>()
  /** Resolves when the process has ended and the listener knows. */
  readonly ended: Promise<void>
  readonly #options: LifeOptions
  readonly #listener: LifeListener
  #state: LifeState = { kind: 'running' }
  /** The place of its end among those at the same instant; null: none yet. */
  #place: ResultPlace | null = null
  /** Taken just before the end; null: the process ended by itself. */
  #usage: ProcessUsage | null = null
  #how: EndKind = 'exit'
  /** Resolves when everything that it sent has been read. */
  #closed: Promise<void> = Promise.resolve()
  /** Reason that its connection closed, for a process that topo killed because of it. */
  #closeReason = ''

  constructor(options: LifeOptions, listener: LifeListener) {
    const { body, watch, findings, clock } = options
    this.#options = options
    this.#listener = listener
    this.watch = watch
    this.findings = findings
    // The process may fail before anything waits for it.
    this.ready.promise.catch(() => {})
    this.conversation = new Conversation({
      ready: this.ready.resolve,
      fatal: this.ready.reject,
      event: (event) => listener.event(event),
      output: (line) => listener.output(line),
    })
    // Time stands still until the network knows of the end, however long the machine takes to tell.
    this.ended = body.ended.then((end) => clock.hold(() => this.#end(end)))
  }

  get pid(): number {
    return this.#options.body.pid
  }

  get output(): NodeOutput {
    return this.#options.body.output
  }

  /** Its connection, once it has said hello; null: it ended before, or does not speak the protocol. */
  get channel(): Promise<Channel | null> {
    return this.#options.body.channel
  }

  get state(): LifeState {
    return this.#state
  }

  get usage(): ProcessUsage | null {
    return this.#usage
  }

  /** The text to add to a failure to start: the mistake that a foreign program made in its hello; else empty. */
  get helloProblem(): string {
    return this.#options.body.helloProblem
  }

  /** Takes the connection of the process into use. */
  open(channel: Channel, link: NodeLink): void {
    this.conversation.open(link)
    const closed = Promise.withResolvers<void>()
    channel.onClose((error) => {
      this.#closeReason = this.#reasonOf(error)
      if (error instanceof WireError) {
        this.ready.reject(new BreachError(this.#closeReason))
        this.#listener.breach(this.#closeReason)
      }
      if (this.#state.kind === 'running') this.#state = { kind: 'ending', cause: 'lost' }
      // The run has no use for a process that it cannot tell anything.
      this.signal('SIGKILL')
      this.#options.clock.hold(() => this.ended)
      closed.resolve()
    })
    this.#closed = closed.promise
  }

  freeze(): void {
    if (this.conversation.link?.freeze() !== true) this.signal('SIGSTOP')
  }

  thaw(): void {
    if (this.conversation.link?.thaw() !== true) this.signal('SIGCONT')
  }

  /** The end of the process is topo's wish from now on. */
  expectEnd(): void {
    if (this.#state.kind !== 'over') this.#state = { kind: 'ending', cause: 'asked' }
  }

  /** To be called just before topo ends the process. Takes its place among the processes that end at this instant. */
  prepareEnd(how: EndKind = 'exit'): void {
    if (this.#state.kind === 'over') return
    this.#how = how
    this.expectEnd()
    this.#usage = this.#options.body.usage() ?? this.#usage
    this.#place ??= this.#options.clock.place()
  }

  signal(signal: NodeJS.Signals): void {
    if (this.#state.kind !== 'over') this.#options.body.signal(signal)
  }

  async #end(end: ProcessEnd): Promise<void> {
    await this.output.end()
    if (!this.#options.isForeign) await this.#closed
    await this.conversation.link?.leave()
    this.#place ??= this.#options.clock.place()
    await this.#place.come()
    this.conversation.link?.close(this.#how)
    const cause = this.#state.kind === 'ending' ? this.#state.cause : 'itself'
    this.#state = { kind: 'over', cause, end }
    this.#listener.over()
    const isClosed = cause === 'lost' && end.signal === 'SIGKILL'
    const printed = this.watch === null ? errorIn(this.output.tail) : null
    const because = printed === null ? '' : `: ${printed}`
    const reason = isClosed ? this.#closeReason : describeEnd(end)
    this.ready.reject(new Error(`${reason}${because}${this.helloProblem}`))
  }

  #reasonOf(error: Error | undefined): string {
    if (error === undefined) return 'it closed its connection to topo'
    return this.#options.isForeign
      ? `it does not speak the agent protocol (${error.message}; see ${protocolDocument})`
      : `it does not speak the protocol (${error.message})`
  }
}

/** The last error that a JavaScript program printed, such as the one that ended it. */
function errorIn(lines: readonly string[]): string | null {
  return (
    lines
      .map((line) => /^(?:Uncaught )?(\w*Error\b.*)/.exec(line)?.[1])
      .findLast((found) => found !== undefined) ?? null
  )
}
