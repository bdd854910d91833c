/** The conversation with one node process that speaks the agent protocol: its messages, and its answers to requests. */
import type { SaidEvent } from '../../../events/event.ts'
import type {
  AgentMessage,
  CommandInput,
  CommandName,
  CommandOutput,
  RunnerMessage,
} from '../../../protocol/messages.ts'
import type { NodeLink } from '../node-link.ts'

export type Ready = Pick<Extract<AgentMessage, { type: 'ready' }>, 'peerId' | 'addresses'>

export interface ConversationListener {
  ready(ready: Ready): void
  /** The node cannot become what it was told to be. */
  fatal(error: Error): void
  event(event: SaidEvent): void
  output(line: string): void
}

interface PendingRequest {
  readonly command: CommandName
  readonly resolve: (output: unknown) => void
  readonly reject: (error: Error) => void
}

export class Conversation {
  readonly #listener: ConversationListener
  readonly #pending = new Map<number, PendingRequest>()
  #requests = 0
  #link: NodeLink | null = null
  #ready: Ready | null = null

  constructor(listener: ConversationListener) {
    this.#listener = listener
  }

  /** null: the process has not said hello yet. */
  get link(): NodeLink | null {
    return this.#link
  }

  /** The message of a node that became ready, with the addresses that it has told since; null: it is not ready yet. */
  get ready(): Ready | null {
    return this.#ready
  }

  open(link: NodeLink): void {
    this.#link = link
  }

  /** The command of a request that waits for its answer. */
  commandOf(id: number): CommandName | undefined {
    return this.#pending.get(id)?.command
  }

  /** null: the process has not said hello yet. */
  request<C extends CommandName>(command: C, input: CommandInput<C>): Promise<CommandOutput<C>> | null {
    if (this.#link === null) return null
    const id = ++this.#requests
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    this.#pending.set(id, { command, resolve, reject })
    // The types of command and input belong together, which a union of requests cannot express.
    this.#link.send({ type: 'request', id, command, input } as RunnerMessage)
    return promise as Promise<CommandOutput<C>>
  }

  hear(message: AgentMessage): void {
    switch (message.type) {
      case 'ready':
        this.#ready = message
        this.#listener.ready(message)
        break
      case 'fatal':
        this.#listener.fatal(new Error(message.error))
        break
      case 'event':
        this.#takeAddresses(message.event)
        this.#listener.event(message.event)
        break
      case 'output':
        this.#listener.output(message.line)
        break
      case 'reply':
        this.#take(message.id)?.resolve(message.output)
        break
      case 'failure':
        this.#take(message.id)?.reject(new Error(message.error))
        break
      case 'hello':
        break
      default:
        message satisfies never
    }
  }

  /** Rejects all requests that wait. Their answers, which may still come, have no effect. */
  giveUp(reason: Error): void {
    for (const { reject } of this.#pending.values()) reject(reason)
  }

  #takeAddresses(event: SaidEvent): void {
    if (event.kind === 'addresses' && this.#ready !== null)
      this.#ready = { ...this.#ready, addresses: event.addresses }
  }

  #take(id: number): PendingRequest | undefined {
    const pending = this.#pending.get(id)
    this.#pending.delete(id)
    return pending
  }
}
