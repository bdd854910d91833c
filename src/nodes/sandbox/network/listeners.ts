/** The servers of this node, by the address and port on which they listen. */

import { accepts, type Listening, overlap } from '../../../protocol/listening.ts'
import type { Endpoint } from '../../../protocol/wire.ts'
import type { InContext } from '../contexts.ts'
import type { VirtualServer } from './servers.ts'
import type { context } from './socket-context.ts'

const firstEphemeral = 49152

export interface Listener extends Listening {
  readonly id: number
  readonly server: VirtualServer
  readonly [context]?: InContext | undefined
}

export class Listeners {
  readonly #byId = new Map<number, Listener>()
  #nextPort = firstEphemeral

  get(id: number): Listener | undefined {
    return this.#byId.get(id)
  }

  add(listener: Listener): void {
    this.#byId.set(listener.id, listener)
  }

  remove(id: number): void {
    this.#byId.delete(id)
  }

  /** Returns true if a server already listens on the port, on an address that overlaps. */
  taken(wanted: Listening): boolean {
    for (const listener of this.#byId.values()) {
      if (overlap(listener, wanted)) return true
    }
    return false
  }

  /** The next port that is free, always the same ones in the same order. */
  ephemeral(wanted: Listening): number {
    for (let tries = 0; tries < 65536 - firstEphemeral; tries++) {
      const port = this.#nextPort
      this.#nextPort = port === 65535 ? firstEphemeral : port + 1
      if (!this.taken({ ...wanted, port })) return port
    }
    throw new Error('every ephemeral port is in use')
  }

  /** The listener that a connection to this address reaches. */
  find(to: Endpoint): Listener | undefined {
    for (const listener of this.#byId.values()) {
      if (accepts(listener, to)) return listener
    }
    return undefined
  }
}
