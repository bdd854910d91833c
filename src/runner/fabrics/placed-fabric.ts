import { usualInbound } from '../../protocol/inbound.ts'
import type { PortMapping } from '../../protocol/peer-config.ts'
import type { LinkRule } from '../simulation/network/routes/link-rule.ts'
import type { RouterConfig } from '../simulation/network/routes/router-config.ts'
import { createSwitch, type Switch } from '../simulation/network/switch.ts'
import type { Fabric, FabricNode } from './fabric.ts'

/** A node in a network: its place, and the port on which it listens. */
export interface PlacedHost {
  readonly name: string
  readonly addresses: readonly string[]
  readonly router: string | null
  readonly port: number
}

export interface PlacedFabricOptions {
  readonly kind: 'virtual' | 'netns'
  readonly seed: number
  readonly hosts: readonly PlacedHost[]
  readonly routers: readonly RouterConfig[]
  readonly links: readonly LinkRule[]
}

/**
 * A network in which each node has a place: its own addresses, and perhaps routers. All places are known from the start.
 * The switch carries the bytes, or is the model that namespaces follow.
 */
export class PlacedFabric implements Fabric {
  readonly kind: 'virtual' | 'netns'
  /** libp2p's defaults, because nodes have addresses of their own. */
  readonly inbound = usualInbound
  readonly switch: Switch
  readonly #hosts: ReadonlyMap<string, PlacedHost>
  readonly #routers: ReadonlyMap<string, RouterConfig>

  constructor({ kind, seed, hosts, routers, links }: PlacedFabricOptions) {
    this.kind = kind
    this.switch = createSwitch({ seed, hosts, routers, links })
    this.#hosts = new Map(hosts.map((host) => [host.name, host]))
    this.#routers = new Map(routers.map((router) => [router.name, router]))
  }

  async listenOn(node: FabricNode): Promise<readonly string[]> {
    const host = this.#hosts.get(node.name)
    if (!node.listens || host === undefined) return []
    return this.switch.addresses(node.name).map((address) => tcpAddress(address, host.port))
  }

  async portOf({ name }: FabricNode): Promise<number> {
    return this.#hosts.get(name)?.port ?? 0
  }

  portsOf({ name }: FabricNode): readonly PortMapping[] {
    return this.switch.portsOf(name)
  }

  isUp(): void {}

  /** Behind a NAT this is the outside of a static port mapping. Throws without one. */
  async addressOf(node: FabricNode): Promise<string> {
    const host = this.#hosts.get(node.name)
    const place = host === undefined ? null : this.#outside(host.name, host.addresses, host.port, host.router)
    if (place === null)
      throw new Error(`${node.name} is behind a NAT without a port mapping: no other node can dial it`)
    return `${place}/p2p/${node.peerId}`
  }

  #outside(name: string, addresses: readonly string[], port: number, behind: string | null): string | null {
    const router = behind === null ? undefined : this.#routers.get(behind)
    if (router === undefined) return addresses[0] === undefined ? null : tcpAddress(addresses[0], port)
    if (router.nat === null) return this.#outside(name, addresses, port, router.behind)
    const forward = router.ports.find((mapping) => mapping.to === name && mapping.port === port)
    if (forward === undefined) return null
    return this.#outside(router.name, router.addresses, forward.external, router.behind)
  }
}

function tcpAddress(address: string, port: number): string {
  return `/${address.includes(':') ? 'ip6' : 'ip4'}/${address}/tcp/${port}`
}
