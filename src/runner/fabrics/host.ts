import { once } from 'node:events'
import net from 'node:net'
import { manyFromOneAddress } from '../../protocol/inbound.ts'
import type { Fabric, FabricNode } from './fabric.ts'

/** Real sockets on 127.0.0.1. Every node gets a free port at its first start and keeps it. */
export class HostFabric implements Fabric {
  readonly kind = 'host'
  readonly inbound = manyFromOneAddress
  readonly #ports = new Map<string, PromiseWithResolvers<number>>()

  async listenOn(node: FabricNode): Promise<readonly string[]> {
    if (!node.listens) return []
    const port = this.#isKnown.has(node.name) ? await this.#port(node.name).promise : 0
    return [`/ip4/127.0.0.1/tcp/${port}`]
  }

  portsOf(): readonly [] {
    return []
  }

  readonly #isKnown = new Set<string>()

  isUp(node: FabricNode, addresses: readonly string[]): void {
    const port = /\/ip4\/127\.0\.0\.1\/tcp\/(\d+)(?!.*p2p-circuit)/.exec(addresses.join(' '))?.[1]
    if (port !== undefined) this.#settle(node.name, Number(port))
  }

  async addressOf(node: FabricNode): Promise<string> {
    // Other nodes may need the address of a manual node before its start.
    const port = node.isManual ? await this.portOf(node) : await this.#port(node.name).promise
    return `/ip4/127.0.0.1/tcp/${port}/p2p/${node.peerId}`
  }

  async portOf({ name }: FabricNode): Promise<number> {
    if (!this.#isKnown.has(name)) {
      this.#isKnown.add(name)
      this.#settle(name, await freePort())
    }
    return this.#port(name).promise
  }

  #port(name: string): PromiseWithResolvers<number> {
    const port = this.#ports.get(name) ?? Promise.withResolvers<number>()
    this.#ports.set(name, port)
    return port
  }

  #settle(name: string, port: number): void {
    this.#isKnown.add(name)
    this.#port(name).resolve(port)
  }
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return address === null || typeof address === 'string' ? 0 : address.port
}
