/** Connections of a node to itself. What one end sends is in the other end's kernel at once. */
import type { Carrier, Receiver } from './carrier.ts'
import type { Turns } from './turns.ts'

/** Carries the bytes of one end to the other end, `peer`, which is set as soon as it exists. */
export class LoopbackCarrier implements Carrier {
  peer: Receiver | undefined
  readonly #turns: Turns
  readonly #wasReset: () => void

  constructor(turns: Turns, wasReset: () => void) {
    this.#turns = turns
    this.#wasReset = wasReset
  }

  data(bytes: Uint8Array): void {
    this.peer?.received(Buffer.from(bytes))
  }

  end(): void {
    this.peer?.ended()
  }

  reset(code: string): void {
    this.peer?.wasReset(code)
    this.#wasReset()
  }

  credit(bytes: number): void {
    if (bytes === 0) return
    this.#turns.poll(() => {
      this.peer?.credited(bytes)
      return false
    })
  }
}
