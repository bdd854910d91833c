import type * as z from 'zod'
import type { Wording } from '../values/other-words.ts'

/** The definition of a node kind. One file per kind; the registry lists them. */
export interface NodeKindDefinition<S extends z.ZodObject = z.ZodObject, R = ResolvedParams<S>>
  extends Wording {
  /** One line for the tables of the reference. */
  readonly summary: string
  readonly description: string
  /** An example line below `nodes:`, as YAML. */
  readonly example: string
  readonly params: S
  /** Keys of files and folders, relative to the folder of the topology. */
  readonly paths: readonly (keyof z.output<S> & string)[]
  /** Defaults of optional keys (null) where each node has a place in a network, and on fabric host. */
  readonly defaults: Readonly<Record<'virtual' | 'host', FabricDefaults<S>>>
  /** Returns the parameters of the plan. Needed if one depends on another parameter, or on the node. */
  readonly resolve?: (params: ResolvedParams<S>, node: { readonly name: string; readonly seed: number }) => R
}

/** A value for each nullable parameter. */
export type FabricDefaults<S extends z.ZodObject = z.ZodObject> = {
  readonly [K in keyof z.output<S> as null extends z.output<S>[K] ? K : never]: NonNullable<z.output<S>[K]>
}

/** Fills in the defaults that depend on the fabric. */
export type ResolvedParams<S extends z.ZodObject> = {
  readonly [K in keyof z.output<S>]: Exclude<z.output<S>[K], null>
}

/** Returns the parameters of a node in the plan. */
export type PlannedParams<D> = D extends NodeKindDefinition<infer _S, infer R> ? R : never

/** Keeps the types of the parameters inside the definition. */
export function defineNodeKind<S extends z.ZodObject, R = ResolvedParams<S>>(
  definition: NodeKindDefinition<S, R>,
): NodeKindDefinition<S, R> {
  return definition
}
