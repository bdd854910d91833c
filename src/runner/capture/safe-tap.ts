import type { Tap } from '../simulation/network/kernel/tap.ts'
import type { SwitchCapture } from './switch-capture.ts'

/** A capture whose first error ends it, and not the network that it listens to. */
export class SafeTap implements Tap {
  readonly #capture: SwitchCapture
  readonly #onError: (error: unknown) => void
  #isOver = false

  constructor(capture: SwitchCapture, onError: (error: unknown) => void) {
    this.#capture = capture
    this.#onError = onError
  }

  note(...args: Parameters<SwitchCapture['note']>): void {
    this.#attempt(() => this.#capture.note(...args))
  }

  segment(...args: Parameters<Tap['segment']>): void {
    this.#attempt(() => this.#capture.segment(...args))
  }

  reset(...args: Parameters<Tap['reset']>): void {
    this.#attempt(() => this.#capture.reset(...args))
  }

  arrived(...args: Parameters<Tap['arrived']>): void {
    this.#attempt(() => this.#capture.arrived(...args))
  }

  stopped(...args: Parameters<Tap['stopped']>): void {
    this.#attempt(() => this.#capture.stopped(...args))
  }

  repeated(...args: Parameters<Tap['repeated']>): void {
    this.#attempt(() => this.#capture.repeated(...args))
  }

  severed(...args: Parameters<Tap['severed']>): void {
    this.#attempt(() => this.#capture.severed(...args))
  }

  datagram(...args: Parameters<Tap['datagram']>): void {
    this.#attempt(() => this.#capture.datagram(...args))
  }

  multicast(...args: Parameters<Tap['multicast']>): void {
    this.#attempt(() => this.#capture.multicast(...args))
  }

  datagramArrived(...args: Parameters<Tap['datagramArrived']>): void {
    this.#attempt(() => this.#capture.datagramArrived(...args))
  }

  moved(...args: Parameters<Tap['moved']>): void {
    this.#attempt(() => this.#capture.moved(...args))
  }

  settled(...args: Parameters<Tap['settled']>): void {
    this.#attempt(() => this.#capture.settled(...args))
  }

  finish(...args: Parameters<SwitchCapture['finish']>): void {
    this.#attempt(() => this.#capture.finish(...args))
  }

  #attempt(act: () => void): void {
    if (this.#isOver) return
    try {
      act()
    } catch (error) {
      this.#isOver = true
      this.#onError(error)
    }
  }
}
