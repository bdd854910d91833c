/** The servers of this node, by the address and port that they listen on. */
import { accepts, type Listening, overlap } from '../../../protocol/listening.ts'
import type { Endpoint } from '../../../protocol/wire.ts'
import type { TcpHandle } from './tcp-handle.ts'

const firstEphemeral = 49152

export interface Listener extends Listening {
  readonly id: number
  readonly handle: TcpHandle
}

export class Listeners {
  readonly #byId = new Map<number, Listener>()
  readonly #byPort = new Map<number, readonly Listener[]>()
  #nextPort = firstEphemeral

  get size(): number {
    return this.#byId.size
  }

  get(id: number): Listener | undefined {
    return this.#byId.get(id)
  }

  add(listener: Listener): void {
    this.#byId.set(listener.id, listener)
    this.#byPort.set(listener.port, [...this.#on(listener.port), listener])
  }

  remove(id: number): void {
    const listener = this.#byId.get(id)
    if (listener === undefined) return
    this.#byId.delete(id)
    const others = this.#on(listener.port).filter((other) => other !== listener)
    if (others.length > 0) this.#byPort.set(listener.port, others)
    else this.#byPort.delete(listener.port)
  }

  /** Returns true when a server listens on the port already, on an address that overlaps. */
  taken(wanted: Listening): boolean {
    return this.#on(wanted.port).some((listener) => overlap(listener, wanted))
  }

  /** Returns the next free port; null: none is left. The order of ports is the same in every run. */
  ephemeral(wanted: Listening): number | null {
    for (let tries = 0; tries < 65536 - firstEphemeral; tries++) {
      const port = this.#nextPort
      this.#nextPort = port === 65535 ? firstEphemeral : port + 1
      if (!this.taken({ ...wanted, port })) return port
    }
    return null
  }

  /** Returns the listener for a connection to this address. */
  find(to: Endpoint): Listener | undefined {
    return this.#on(to.port).find((listener) => accepts(listener, to))
  }

  #on(port: number): readonly Listener[] {
    return this.#byPort.get(port) ?? []
  }
}
