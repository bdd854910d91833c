import type { z } from 'zod'

/** What a node can be. One file per kind; the registry lists them. */
export interface NodeKindDefinition<S extends z.ZodObject = z.ZodObject> {
  /** One line for tables. */
  readonly summary: string
  readonly description: string
  /** A line below `nodes:`, as YAML. */
  readonly example: string
  readonly params: S
}

/** Keeps the parameters' types inside the definition. */
export function defineNodeKind<S extends z.ZodObject>(
  definition: NodeKindDefinition<S>,
): NodeKindDefinition<S> {
  return definition
}
