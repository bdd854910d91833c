/** Every kind of node by the name that a topology uses. A new one is a file beside this one and a line here. */
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

/** A node's kind and its own parameters. */
export type NodeSettings = {
  [K in NodeKind]: { readonly kind: K; readonly params: z.output<(typeof nodeKinds)[K]['params']> }
}[NodeKind]

/** The definition of a kind, seen without its parameters' types. */
export function nodeKindOf(kind: NodeKind): NodeKindDefinition<z.ZodObject, object> {
  return nodeKinds[kind] as unknown as NodeKindDefinition<z.ZodObject, object>
}
