import { type NatBehaviour, type NatPreset, natPresets } from './nat-behaviour.ts'

export interface RouterConfig {
  readonly name: string
  /** External addresses. The NAT translates to the first IPv4 address. */
  readonly addresses: readonly string[]
  /** null: a router without NAT; hosts behind it are on the network that the router itself is on. */
  readonly nat: NatBehaviour | null
  readonly behind: string | null
  /** Static port mappings, as a port forward or UPnP makes them. Flushing the NAT keeps them. */
  readonly ports: readonly PortForward[]
  /** It maps ports for machines directly behind it that ask by UPnP. */
  readonly upnp: boolean
}

export interface PortForward {
  readonly external: number
  /** A host or router directly behind this router. */
  readonly to: string
  readonly port: number
}

/**
 * Returns the routers of a preset, the named one first, without addresses. `cgnat` has two: the one at home, and
 * `<name>-carrier`. Only the router at home gets the port mappings and UPnP: nobody configures their carrier's NAT.
 */
export function presetRouters(
  name: string,
  preset: NatPreset,
  behind: string | null = null,
  ports: readonly PortForward[] = [],
  upnp = false,
): readonly RouterConfig[] {
  const layers = natPresets[preset]
  const names = layers.map((_, layer) => (layer === 0 ? name : `${name}-carrier`))
  if (layers.length === 0) return [{ name, addresses: [], nat: null, behind, ports, upnp: false }]
  return layers.map((nat, layer) => ({
    name: names[layer] ?? name,
    addresses: [],
    nat,
    behind: names[layer + 1] ?? behind,
    ports: layer === 0 ? ports : [],
    upnp: layer === 0 && upnp,
  }))
}
