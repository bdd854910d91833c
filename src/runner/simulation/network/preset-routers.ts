import { type NatPreset, natPresets } from './nat-behaviour.ts'
import type { PortForward, RouterConfig } from './switch-config.ts'

/**
 * The routers that a preset stands for, the named one first; they have no addresses yet. `cgnat` makes two: the one
 * at home, and `<name>-carrier`. A port mapping is made at home only: nobody configures their carrier's NAT.
 */
export function presetRouters(
  name: string,
  preset: NatPreset,
  behind: string | null = null,
  ports: readonly PortForward[] = [],
): readonly RouterConfig[] {
  const layers = natPresets[preset]
  const names = layers.map((_, layer) => (layer === 0 ? name : `${name}-carrier`))
  if (layers.length === 0) return [{ name, addresses: [], nat: null, behind, ports }]
  return layers.map((nat, layer) => ({
    name: names[layer] ?? name,
    addresses: [],
    nat,
    behind: names[layer + 1] ?? behind,
    ports: layer === 0 ? ports : [],
  }))
}
