import type * as z from 'zod'

/** What a node can be. One file per kind; the registry lists them. */
export interface NodeKindDefinition<S extends z.ZodObject = z.ZodObject, R = ResolvedParams<S>> {
  /** One line for tables. */
  readonly summary: string
  readonly description: string
  /** A line below `nodes:`, as YAML. */
  readonly example: string
  readonly params: S
  /** What the keys that may be left out (null) are by default, where that depends on the fabric. */
  readonly defaults: Readonly<Record<'virtual' | 'host', FabricDefaults<S>>>
  /** Its parameters in the plan, where one decides what another is by default. */
  readonly resolve?: (params: ResolvedParams<S>) => R
}

/** A value for each parameter that may be null. */
export type FabricDefaults<S extends z.ZodObject = z.ZodObject> = {
  readonly [K in keyof z.output<S> as null extends z.output<S>[K] ? K : never]: NonNullable<z.output<S>[K]>
}

/** The parameters of a node with what the fabric decides filled in. */
export type ResolvedParams<S extends z.ZodObject> = {
  readonly [K in keyof z.output<S>]: Exclude<z.output<S>[K], null>
}

/** The parameters of a node in the plan. */
export type PlannedParams<D> = D extends NodeKindDefinition<infer _S, infer R> ? R : never

/** Keeps the parameters' types inside the definition. */
export function defineNodeKind<S extends z.ZodObject, R = ResolvedParams<S>>(
  definition: NodeKindDefinition<S, R>,
): NodeKindDefinition<S, R> {
  return definition
}
