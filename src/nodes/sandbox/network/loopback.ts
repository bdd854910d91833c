/** Connections of a node to itself. Data arrives after the current work is done, like data from the network. */
import type { Carrier, Receiver } from './carrier.ts'

export class Loopback {
  readonly #deliveries: (() => void)[] = []
  readonly #wake: () => void

  /** `wake`: makes the caller call `deliverOne` soon, until it returns false. */
  constructor(wake: () => void) {
    this.#wake = wake
  }

  later(delivery: () => void): void {
    this.#deliveries.push(delivery)
    if (this.#deliveries.length === 1) this.#wake()
  }

  deliverOne(): boolean {
    const delivery = this.#deliveries.shift()
    delivery?.()
    return delivery !== undefined
  }
}

/** Carries the bytes of one end to the other end, `peer`, which is set as soon as it exists. */
export class LoopbackCarrier implements Carrier {
  peer: Receiver | undefined
  readonly #loopback: Loopback

  constructor(loopback: Loopback) {
    this.#loopback = loopback
  }

  data(bytes: Uint8Array): void {
    const copy = Buffer.from(bytes)
    this.#loopback.later(() => this.peer?.received(copy))
  }

  end(): void {
    this.#loopback.later(() => this.peer?.ended())
  }

  reset(code: string): void {
    this.#loopback.later(() => this.peer?.wasReset(code))
  }

  credit(bytes: number): void {
    this.#loopback.later(() => this.peer?.credited(bytes))
  }
}
