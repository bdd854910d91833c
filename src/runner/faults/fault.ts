import type { z } from 'zod'
import type { NodeHandle } from '../../nodes/driver.ts'
import type { Clock } from '../clock/clock.ts'
import type { Change, TopoEvent } from '../events/event.ts'

/** A change made to the network or a node on purpose. One file per fault; the registry lists them. */
export interface FaultDefinition<S extends z.ZodObject = z.ZodObject> {
  /** One line for tables. */
  readonly summary: string
  /** What happens on the network, and what it stands for in production. */
  readonly description: string
  /** A timeline entry, as YAML. */
  readonly example: string
  readonly fabrics: readonly ('virtual' | 'host')[]
  /** Whether `for:` undoes it. */
  readonly reversible: boolean
  readonly params: S
  readonly apply: (context: FaultContext, params: z.output<S>) => Promise<Effect>
}

export interface FaultContext {
  readonly clock: Clock
  readonly node: (name: string) => NodeHandle
  /** Aborts when the run is over before its time. */
  readonly signal: AbortSignal
  /** Counts the events that satisfy `predicate` from now on. */
  readonly count: (predicate: (event: TopoEvent) => boolean) => () => number
}

/** What a fault did, and how to undo it. */
export interface Effect {
  readonly changes: readonly Change[]
  /** Returns what became known of the changes only by its end, and what undoing it changed. */
  readonly undo: (() => Promise<readonly Change[]>) | null
}

/** Keeps the parameters' types inside the definition, while the registry sees one type. */
export function defineFault<S extends z.ZodObject>(definition: FaultDefinition<S>): FaultDefinition<S> {
  return definition
}

/** The node, once a start of it that is under way has come to its end: faults are for what is there. */
export async function startedNode(context: FaultContext, name: string): Promise<NodeHandle> {
  const node = context.node(name)
  await node.whenStarted()
  return node
}

/** Does the same to every node, all at once, and counts for how many it did something. */
export async function countNodes(
  context: FaultContext,
  names: readonly string[],
  act: (node: NodeHandle) => boolean | Promise<boolean>,
): Promise<number> {
  const done = await Promise.all(names.map(async (name) => act(await startedNode(context, name))))
  return done.filter(Boolean).length
}
