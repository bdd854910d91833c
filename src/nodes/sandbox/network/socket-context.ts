/** In which context a socket's events happen: that of its connect, and no particular one if it was accepted. */
import type { InContext } from '../contexts.ts'
import type { Receiver } from './carrier.ts'

export const context = Symbol('topo.context')

interface Begun {
  readonly [context]?: InContext | undefined
}

export function inContextOf(socket: Begun, run: () => void): void {
  const within = socket[context]
  if (within === undefined) run()
  else within(run)
}

/** The receiver itself, as long as there are no contexts, so that nobody pays for them. */
export function receiverFor(socket: Begun, receiver: Receiver): Receiver {
  const within = socket[context]
  return within === undefined ? receiver : new ReceiverInContext(receiver, within)
}

class ReceiverInContext implements Receiver {
  readonly #receiver: Receiver
  readonly #within: InContext

  constructor(receiver: Receiver, within: InContext) {
    this.#receiver = receiver
    this.#within = within
  }

  received(bytes: Buffer): void {
    this.#within(() => this.#receiver.received(bytes))
  }

  ended(): void {
    this.#within(() => this.#receiver.ended())
  }

  wasReset(code: string): void {
    this.#within(() => this.#receiver.wasReset(code))
  }

  credited(bytes: number): void {
    this.#within(() => this.#receiver.credited(bytes))
  }
}
