import type { NodeKind } from '../values/selector.ts'
import type { Topology, TopologyNode } from './topology.ts'

/** Every node that a selector can name, in the order in which they start: boot-nodes first, then as in the file. */
export interface NamedNode {
  readonly name: string
  /** Null when the file does not tell. */
  readonly kind: NodeKind | null
  readonly node: TopologyNode
}

export function namedNodes(topology: Topology): readonly NamedNode[] {
  const first = topology.nodes.filter(({ kind }) => kind === 'boot-node')
  const others = topology.nodes.filter(({ kind }) => kind !== 'boot-node')
  return [...first, ...others].flatMap((node) => node.names.map((name) => ({ name, kind: node.kind, node })))
}
