/** The control channel: messages between the runner and the agent, and the report of an uncaught exception. */
import fs from 'node:fs'
import { inspect } from 'node:util'
import type { SandboxNews } from '../../protocol/messages.ts'
import { isSandboxMessage, type SandboxMessage } from '../../protocol/sandbox-messages.ts'
import { publishControl } from './control.ts'

export interface ControlParts {
  send(message: object): void
  flush(): void
  close(): void
  hold<T>(work: Promise<T>): Promise<T>
  begin(): (release: () => void) => void
  skew(milliseconds: number): void
  addresses(own: readonly string[]): void
  handles(): number
}

const decoder = new TextDecoder()

export class Controls {
  readonly #parts: ControlParts
  readonly #early: object[] = []
  #listener: ((message: object) => void) | undefined
  #isEnding = false

  constructor(parts: ControlParts) {
    this.#parts = parts
  }

  install(): void {
    publishControl({
      send: (message) => this.#send(message),
      onMessage: (listener) => {
        this.#listener = listener
        for (const message of this.#early.splice(0)) listener(message)
      },
      hold: (work) => this.#parts.hold(work),
      handles: () => this.#parts.handles(),
      begin: () => this.#parts.begin(),
      close: () => {
        this.#parts.flush()
        this.#parts.close()
      },
    })
    process.on('uncaughtException', (error: unknown) => this.#uncaught(error))
    process.on('exit', () => {
      this.#isEnding = true
      this.#parts.flush()
    })
  }

  receive(payload: Uint8Array): void {
    const message = JSON.parse(decoder.decode(payload)) as object
    if (isSandboxMessage(message)) this.#obey(message)
    else if (this.#listener === undefined) this.#early.push(message)
    else this.#listener(message)
  }

  /** Flushes at once after `exit`: no later step carries the messages of `exit` listeners. */
  #send(message: object): void {
    this.#parts.send(message)
    if (this.#isEnding) this.#parts.flush()
  }

  #obey(message: SandboxMessage): void {
    switch (message.type) {
      case 'sandbox/skew':
        this.#parts.skew(message.milliseconds)
        break
      case 'sandbox/addresses':
        this.#parts.addresses(message.addresses)
        break
      default:
        message satisfies never
    }
  }

  /** Prints the error and exits with code 1, as Node does. A program's own listener handles it instead. */
  #uncaught(error: unknown): void {
    if (process.listenerCount('uncaughtException') > 1) return
    const fatal: SandboxNews = {
      type: 'fatal',
      error: String(error),
      stack: error instanceof Error ? (error.stack ?? '') : '',
    }
    this.#parts.send(fatal)
    this.#parts.flush()
    // Through node:fs: the agent may have wrapped it to report the output.
    fs.writeSync(2, `Uncaught ${inspect(error)}\n`)
    process.exit(1)
  }
}
