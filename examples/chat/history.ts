export interface Message {
  readonly from: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly text: string
}

/** All messages, each stored once, even if several nodes send it. */
export class History {
  readonly #messages = new Map<string, Message>()
  readonly #onNew: (message: Message) => void

  constructor(onNew: (message: Message) => void) {
    this.#onNew = onNew
  }

  get all(): readonly Message[] {
    return [...this.#messages.values()].sort((a, b) => a.at - b.at)
  }

  merge(messages: readonly Message[]): void {
    for (const message of messages) {
      const key = `${message.at} ${message.from}`
      if (this.#messages.has(key)) continue
      this.#messages.set(key, message)
      this.#onNew(message)
    }
  }
}
