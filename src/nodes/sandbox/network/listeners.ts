/** Which server of this node listens where. */
import net from 'node:net'
import type { VirtualServer } from './servers.ts'

const firstEphemeral = 49152

export interface Listener {
  readonly id: number
  readonly server: VirtualServer
  readonly address: string
  readonly port: number
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

  /** Whether something already listens on the port, on an address that overlaps. */
  taken(address: string, port: number): boolean {
    for (const listener of this.#byId.values()) {
      if (listener.port === port && overlap(listener.address, address)) return true
    }
    return false
  }

  /** The next port that is free, always the same ones in the same order. */
  ephemeral(address: string): number {
    for (let tries = 0; tries < 65536 - firstEphemeral; tries++) {
      const port = this.#nextPort
      this.#nextPort = port === 65535 ? firstEphemeral : port + 1
      if (!this.taken(address, port)) return port
    }
    throw new Error('every ephemeral port is in use')
  }

  /** The listener that a connection to this address reaches. */
  find(address: string, port: number): Listener | undefined {
    let wildcard: Listener | undefined
    for (const listener of this.#byId.values()) {
      if (listener.port !== port) continue
      if (listener.address === address) return listener
      if (accepts(listener.address, address)) wildcard ??= listener
    }
    return wildcard
  }
}

function accepts(listening: string, address: string): boolean {
  return listening === '::' || (listening === '0.0.0.0' && net.isIPv4(address))
}

function overlap(a: string, b: string): boolean {
  if (a === b) return true
  const wildcard = (address: string) => address === '0.0.0.0' || address === '::'
  return net.isIP(a) === net.isIP(b) && (wildcard(a) || wildcard(b))
}
