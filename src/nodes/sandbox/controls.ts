/** The control channel of a node: messages between the runner and the agent. */
import { isSandboxMessage, type SandboxMessage } from '../../protocol/sandbox-messages.ts'
import type { TopoControl } from './control.ts'

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
  /** The agent's view. */
  readonly control: TopoControl
  readonly #parts: ControlParts
  readonly #early: object[] = []
  #listener: ((message: object) => void) | undefined
  #isEnding = false

  constructor(parts: ControlParts) {
    this.#parts = parts
    this.control = {
      send: (message) => this.#send(message),
      onMessage: (listener) => {
        this.#listener = listener
        for (const message of this.#early.splice(0)) listener(message)
      },
      hold: (work) => parts.hold(work),
      handles: () => parts.handles(),
      begin: () => parts.begin(),
      close: () => {
        parts.flush()
        parts.close()
      },
    }
  }

  receive(payload: Uint8Array): void {
    const message = JSON.parse(decoder.decode(payload)) as object
    if (isSandboxMessage(message)) this.#obey(message)
    else if (this.#listener === undefined) this.#early.push(message)
    else this.#listener(message)
  }

  /** The process exits. */
  end(): void {
    this.#isEnding = true
    this.#parts.flush()
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
}
