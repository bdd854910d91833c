/** The addresses of a run's nodes, for the nodes that need them at their start. */
import { BugError } from '../../base/errors.ts'
import type { FabricNode } from '../fabrics/fabric.ts'
import type { NodePlan, Plan } from '../language/plan/plan.ts'
import { publicAddressesOf } from '../simulation/network/routes/outside.ts'
import type { NodeHandle } from '../simulation/node-handle.ts'
import { mostDialable } from './most-dialable.ts'
import { knowsItsAddress, type NodeAddresses } from './node-config.ts'
import type { World } from './world.ts'

export interface AddressBookOptions {
  readonly plan: Plan
  readonly world: Pick<World, 'clock' | 'fabric'>
  readonly node: (name: string) => Pick<NodeHandle, 'peerId' | 'addresses'>
}

export class AddressBook {
  readonly #options: AddressBookOptions
  readonly #firstUp: ReadonlyMap<string, PromiseWithResolvers<void>>

  constructor(options: AddressBookOptions) {
    this.#options = options
    const names = options.plan.nodes.map(({ name }) => name)
    this.#firstUp = new Map(names.map((name) => [name, Promise.withResolvers<void>()]))
  }

  /** Notes that the node is up. */
  isUp(name: string): void {
    this.#firstUp.get(name)?.resolve()
  }

  /** Waits for the addresses that only a running node has. */
  async addressesFor(node: NodePlan): Promise<NodeAddresses> {
    const { plan, world } = this.#options
    const { fabric } = world
    const announce = knowsItsAddress(node, plan.fabric) ? [await fabric.addressOf(onFabric(node))] : []
    const relays = 'relays' in node ? await this.#relayAddresses(node.relays) : []
    const meets = node.kind === 'peer' && node.rendezvous !== 'off' ? node.rendezvous.at : []
    const rendezvousPoints = await this.#relayAddresses(meets)
    const contacts = node.kind === 'module' ? node.connect.map((name) => this.#contact(name)) : []
    // Last: in real time the node may be moved while it waits for its relays.
    const listen = await fabric.listenOn(onFabric(node))
    const ports = fabric.portsOf(onFabric(node))
    return { announce, relays, rendezvousPoints, contacts, listen, ports }
  }

  /** Waits until the node has an address. */
  relayAddress(name: string): Promise<string> {
    return this.#addressOf(this.#options.plan.nodes.find((node) => node.name === name) ?? noSuchNode(name))
  }

  #contact(name: string) {
    const { peerId, addresses } = this.#options.node(name)
    return { name, peerId, addresses }
  }

  /** In the order of the plan. */
  #relayAddresses(names: readonly string[]): Promise<readonly string[]> {
    const relays = this.#options.plan.nodes.filter(({ name }) => names.includes(name))
    return Promise.all(relays.map((relay) => this.#addressOf(relay)))
  }

  /**
   * Waits in real time until the relay is up: js-libp2p asks a relay that is not there once and never again, and the
   * start of a slow machine must not decide the run.
   */
  async #addressOf(relay: NodePlan): Promise<string> {
    const { clock, fabric } = this.#options.world
    if (relay.kind === 'command') return this.#commandAddress(relay)
    if (clock.kind === 'real' && relay.startAt !== null) await this.#firstUp.get(relay.name)?.promise
    return fabric.addressOf(onFabric(relay))
  }

  /** Waits until the program is up, since only then its address is known. */
  async #commandAddress(relay: NodePlan): Promise<string> {
    if (relay.startAt !== null) await this.#firstUp.get(relay.name)?.promise
    const routers = new Map(this.#options.plan.routers.map((router) => [router.name, router]))
    const place = { own: relay.addresses, outside: publicAddressesOf(relay, routers) }
    const address = mostDialable(this.#options.node(relay.name).addresses, place)
    if (address !== undefined) return address
    throw new Error(
      `it needs the multiaddr of ${relay.name}, which ${relay.startAt === null ? 'waits to be started' : 'has none: give it `multiaddr` or `findMultiaddr`'}`,
    )
  }
}

export function onFabric(node: NodePlan): FabricNode {
  const { name, peerId } = node
  const listens = node.kind !== 'peer' || node.listen
  return { name, peerId, listens, isManual: node.startAt === null }
}

export function noSuchNode(name: string): never {
  throw new BugError(`the plan names a node "${name}" that it does not have`)
}
