/** The context of a socket's events: that of its connect, or none for an accepted socket. */
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

/** Returns a receiver that calls the given one in the socket's context; the given one itself without a context. */
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
