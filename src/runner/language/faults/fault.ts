import type * as z from 'zod'
import { BugError } from '../../../base/errors.ts'
import type { Change, TopoEvent } from '../../../events/event.ts'
import type { Clock } from '../../simulation/clock/clock.ts'
import type { Changes, ReversibleFault } from '../../simulation/network/faults/changes.ts'
import type { Switch } from '../../simulation/network/switch.ts'
import type { NodeHandle } from '../../simulation/node-handle.ts'

/** A change made to the network or a node on purpose. One file per fault; the registry lists them. */
export interface FaultDefinition<S extends z.ZodObject = z.ZodObject> {
  /** One line for tables. */
  readonly summary: string
  /** What happens on the network. */
  readonly description: string
  /** What it stands for in life: `a crash, or a machine that loses power`. */
  readonly standsFor: string
  /** A timeline entry, as YAML. */
  readonly example: string
  readonly fabrics: readonly ('virtual' | 'host')[]
  /** The clocks under which it is possible; absent: all. */
  readonly clocks?: readonly Clock['kind'][]
  /** Whether `for:` undoes it. */
  readonly reversible: boolean
  readonly params: S
  /** One sentence for people: `boot stops and starts again, 20s later`. */
  readonly describe: (params: z.output<S>) => string
  readonly apply: (context: FaultContext, params: z.output<S>) => Promise<Effect>
}

/** What faults can do to the virtual network. */
export type SwitchFaults = Pick<Switch, 'cut' | 'partition' | 'setLink' | 'flushNat' | 'setNat' | 'move'>

export interface FaultContext {
  readonly clock: Clock
  readonly node: (name: string) => NodeHandle
  /** null on a fabric that has none. */
  readonly network: SwitchFaults | null
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

/** The virtual network, for faults that are possible on fabric virtual only. */
export function networkOf({ network }: FaultContext): SwitchFaults {
  if (network === null) throw new BugError('a fault of the virtual network was let through on another fabric')
  return network
}

const words: Readonly<Record<keyof Changes, string>> = {
  connectionsClosed: 'connections closed',
  connectionsAffected: 'connections affected',
  deliveriesHeld: 'deliveries held',
  connectsRefused: 'connects refused',
  mappingsLost: 'mappings lost',
  listenersLost: 'listeners lost',
  pathsChanged: 'paths changed',
  hostsMoved: 'nodes moved',
}

/** What changed in all, without what stayed 0. */
export function changesOf(...all: readonly Changes[]): readonly Change[] {
  return (Object.keys(words) as (keyof Changes)[]).flatMap((key) => {
    const count = all.reduce((sum, changes) => sum + changes[key], 0)
    return count === 0 ? [] : [{ what: words[key], count }]
  })
}

/** The effect of faults of the network that are undone together, the last one first. */
export function reversible(context: FaultContext, faults: readonly ReversibleFault[]): Effect {
  return {
    changes: changesOf(...faults.map(({ changes }) => changes)),
    undo: async () => {
      const now = context.clock.now()
      return changesOf(...faults.toReversed().map((fault) => fault.heal(now)))
    },
  }
}
