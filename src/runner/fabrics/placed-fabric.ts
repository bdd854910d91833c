import { usualInbound } from '../../protocol/inbound.ts'
import type { NameRecords } from '../../protocol/names.ts'
import type { PortMapping } from '../../protocol/peer-config.ts'
import type { Tap } from '../simulation/network/kernel/tap.ts'
import type { LinkRule } from '../simulation/network/routes/link-rule.ts'
import { type HostPlace, outsideOf } from '../simulation/network/routes/outside.ts'
import type { RouterConfig } from '../simulation/network/routes/router-config.ts'
import { createSwitch, type Switch } from '../simulation/network/switch.ts'
import type { Fabric, FabricNode } from './fabric.ts'

export interface PlacedFabricOptions {
  readonly kind: 'virtual' | 'netns'
  readonly seed: number
  readonly hosts: readonly HostPlace[]
  readonly routers: readonly RouterConfig[]
  readonly links: readonly LinkRule[]
  readonly names: readonly NameRecords[]
  /** Sees every packet; default none. */
  readonly tap?: Tap | null
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
  readonly #hosts: ReadonlyMap<string, HostPlace>
  readonly #routers: ReadonlyMap<string, RouterConfig>

  constructor({ kind, seed, hosts, routers, links, names, tap = null }: PlacedFabricOptions) {
    this.kind = kind
    this.switch = createSwitch({ seed, hosts, routers, links, names, tap })
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
    const [place] = host === undefined ? [] : outsideOf(host, this.#routers)
    if (place === undefined)
      throw new Error(`${node.name} is behind a NAT without a port mapping: no other node can dial it`)
    return `${tcpAddress(place.address, place.port)}/p2p/${node.peerId}`
  }
}

function tcpAddress(address: string, port: number): string {
  return `/${address.includes(':') ? 'ip6' : 'ip4'}/${address}/tcp/${port}`
}
