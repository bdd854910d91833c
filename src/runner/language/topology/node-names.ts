import type { NodeKind } from '../values/selector.ts'
import type { Topology, TopologyNode } from './topology.ts'

/** Returns all nodes that a selector can name, in their starting order: boot-nodes first, then as in the file. */
export interface NamedNode {
  readonly name: string
  /** Null if the kind is missing or wrong. */
  readonly kind: NodeKind | null
  readonly node: TopologyNode
}

export function namedNodes(topology: Topology): readonly NamedNode[] {
  const first = topology.nodes.filter(({ kind }) => kind === 'boot-node')
  const others = topology.nodes.filter(({ kind }) => kind !== 'boot-node')
  return [...first, ...others].flatMap((node) => node.names.map((name) => ({ name, kind: node.kind, node })))
}

/** Returns true for a boot-node or a peer that does not relay. */
export function relaysNot({ settings }: TopologyNode): boolean {
  if (settings?.kind === 'boot-node') return settings.params.relay === false
  return settings?.kind === 'peer' && settings.params.relay === 'off'
}

/** Returns true for a peer that asks no relay for a reservation. Calimero's client asks all that it is connected to. */
export function asksNoRelay({ settings }: TopologyNode): boolean {
  if (settings?.kind !== 'peer') return false
  const { relays, discoverRelays, recovery } = settings.params
  return relays.length === 0 && discoverRelays === 0 && recovery !== 'calimero'
}
