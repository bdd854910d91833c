/** All node kinds by their names in a topology. A new kind is a file in this folder and a line here. */
import type * as z from 'zod'
import type { NodeKind } from '../values/selector.ts'
import { bootNode } from './boot-node.ts'
import { command } from './command.ts'
import { moduleNode } from './module.ts'
import type { NodeKindDefinition } from './node-kind.ts'
import { peer } from './peer.ts'

export const nodeKinds = {
  'boot-node': bootNode,
  peer,
  module: moduleNode,
  command,
} as const satisfies Record<NodeKind, unknown>

/** The kind of a node, with the parameters of that kind. */
export type NodeSettings = {
  [K in NodeKind]: { readonly kind: K; readonly params: z.output<(typeof nodeKinds)[K]['params']> }
}[NodeKind]

/** The definition of a kind, without the types of its parameters. */
export function nodeKindOf(kind: NodeKind): NodeKindDefinition<z.ZodObject, object> {
  return nodeKinds[kind] as unknown as NodeKindDefinition<z.ZodObject, object>
}
