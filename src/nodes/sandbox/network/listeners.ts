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
  #nextPort = firstEphemeral

  get size(): number {
    return this.#byId.size
  }

  get(id: number): Listener | undefined {
    return this.#byId.get(id)
  }

  add(listener: Listener): void {
    this.#byId.set(listener.id, listener)
  }

  remove(id: number): void {
    this.#byId.delete(id)
  }

  /** Returns true when a server listens on the port already, on an address that overlaps. */
  taken(wanted: Listening): boolean {
    for (const listener of this.#byId.values()) {
      if (overlap(listener, wanted)) return true
    }
    return false
  }

  /** Returns the next free port. The order of ports is the same in every run. */
  ephemeral(wanted: Listening): number {
    for (let tries = 0; tries < 65536 - firstEphemeral; tries++) {
      const port = this.#nextPort
      this.#nextPort = port === 65535 ? firstEphemeral : port + 1
      if (!this.taken({ ...wanted, port })) return port
    }
    throw new Error('every ephemeral port is in use')
  }

  /** Returns the listener for a connection to this address. */
  find(to: Endpoint): Listener | undefined {
    for (const listener of this.#byId.values()) {
      if (accepts(listener, to)) return listener
    }
    return undefined
  }
}
