import type { z } from 'zod'

/** What a node can be. One file per kind; the registry lists them. */
export interface NodeKindDefinition<S extends z.ZodObject = z.ZodObject> {
  /** One line for tables. */
  readonly summary: string
  readonly description: string
  /** A line below `nodes:`, as YAML. */
  readonly example: string
  readonly params: S
  /** What the keys that may be left out (null) are by default, where that depends on the fabric. */
  readonly defaults: Readonly<Record<'virtual' | 'host', FabricDefaults<S>>>
}

/** A value for each parameter that may be null. */
export type FabricDefaults<S extends z.ZodObject = z.ZodObject> = {
  readonly [K in keyof z.output<S> as null extends z.output<S>[K] ? K : never]: NonNullable<z.output<S>[K]>
}

/** The parameters of a node in the plan. */
export type ResolvedParams<S extends z.ZodObject> = {
  readonly [K in keyof z.output<S>]: NonNullable<z.output<S>[K]>
}

/** Keeps the parameters' types inside the definition. */
export function defineNodeKind<S extends z.ZodObject>(
  definition: NodeKindDefinition<S>,
): NodeKindDefinition<S> {
  return definition
}
