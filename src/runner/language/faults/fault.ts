/**
 * The definition of a fault, and helpers for its file: {@link networkOf} and {@link reversible} for faults of the
 * network, {@link startedNode} and {@link countNodes} for faults of nodes, `ends` of ../values/ends.ts for parameters.
 */
import type * as z from 'zod'
import { BugError } from '../../../base/errors.ts'
import type { Layers } from '../../../base/layers.ts'
import type { Change, TopoEvent } from '../../../events/event.ts'
import type { Clock } from '../../simulation/clock/clock.ts'
import type { Changes } from '../../simulation/network/faults/changes.ts'
import type { NetworkChange, NetworkFaults } from '../../simulation/network/network-faults.ts'
import { NodeGoneError, type NodeHandle } from '../../simulation/node-handle.ts'
import { type Ends, endsOf } from '../values/ends.ts'
import type { FabricKind } from '../values/fabric-kind.ts'
import type { PairKeys, Wording } from '../values/other-words.ts'
import type { Between, FaultFacts } from './facts.ts'

/** A change made to the network or a node on purpose. Each fault has a file of its own; the registry lists them. */
export interface FaultDefinition<S extends z.ZodObject = z.ZodObject> extends Wording {
  /** One line for tables. */
  readonly summary: string
  /** The effect on the network, for readers of the documentation. */
  readonly description: string
  /** The event in life that it imitates: `a crash, or a machine that loses power`. */
  readonly standsFor: string
  /** A timeline entry, as YAML. */
  readonly example: string
  /** The fabrics on which it is possible. */
  readonly fabrics: readonly FabricKind[]
  /** The clocks under which it is possible. */
  readonly clocks: readonly Clock['kind'][]
  /** The setting, as YAML, that fabric host cannot do; null: none. Default: none. */
  readonly needsNetwork?: (params: z.output<S>) => string | null
  /** False: nothing undoes it. Otherwise `for` does, and this says which of several that overlap count. */
  readonly reversible: Overlap | false
  /** The values that a search draws for it. */
  readonly draws: Draws
  readonly params: S
  /** One sentence for people: `boot restarts, down for 20s`. */
  readonly describe: (params: z.output<S>) => string
  /** The parameters that take nodes of any kind, and whose nodes must speak the agent protocol. */
  readonly asks: readonly (keyof z.output<S>)[]
  /** The facts that the planner, the checks and the lints need. */
  readonly facts: (params: z.output<S>) => FaultFacts
  /** Says why it changes nothing beside the other faults of the timeline; null: it may change something. Default: null. */
  readonly idle?: (
    params: z.output<S>,
    others: readonly FaultFacts[],
  ) => { readonly message: string; readonly hint: string } | null
  /** Changes paths of the network. Only faults that do nothing else have it: see {@link defineNetworkFault}. */
  readonly alters?: Alteration<S>
  /** Applies it. Resolves when its effect is there. */
  readonly apply: (context: FaultContext, params: z.output<S>) => Promise<Effect>
}

/** The part of a definition that a search reads. Needed selectors are drawn from the names of the topology. */
export interface Draws {
  /** False: a search draws it only where its file names it, as other faults have its effect or its author must choose. */
  readonly unasked: boolean
  /** Values of keys that the file leaves out, in the words of `search: of:`. A key that the fault needs always has one. */
  readonly keys: Readonly<Record<string, Drawable>>
}

/** A value, a range such as `1s-10m`, or a list of values of which one is drawn. */
export type Drawable = string | number | boolean | readonly (string | number | boolean)[]

/** Stands for the names that an optional selector may have. */
export const anyNames = '(any name)'

type Alteration<S extends z.ZodObject> = (
  network: NetworkFaults,
  params: z.output<S>,
  now: number,
) => readonly (NetworkChange | Promise<NetworkChange>)[]

/** Of several that last: the latest is in force, or the effect of all is. */
export type Overlap = 'latest-counts' | 'all-count'

export interface FaultContext {
  /** The entry of the timeline that applies the fault. */
  readonly entry: string
  readonly clock: Clock
  readonly node: (name: string) => NodeHandle
  /** The run's changes of nodes that last. A reversible fault of nodes adds its own. */
  readonly layers: Layers
  /** The network between the nodes; null on fabric host. */
  readonly network: NetworkFaults | null
  /** Aborts when the run ends early. */
  readonly signal: AbortSignal
  /** Starts to count the events that satisfy `predicate`. Returns a function that returns the count so far. */
  readonly count: (predicate: (event: TopoEvent) => boolean) => () => number
}

/** The result of a fault. */
export interface Effect {
  /** The changes that it made. A fault that changed nothing makes the verdict unknown. */
  readonly changes: readonly Change[]
  /** Undoes it. Resolves with the changes that only its end shows. Null: nothing undoes it. */
  readonly undo: (() => Promise<readonly Change[]>) | null
}

/** Types a definition: its functions see the types of its own parameters. */
export function defineFault<S extends z.ZodObject, const P extends PairKeys = never>(
  definition: FaultDefinition<S> & { readonly pair?: P },
): FaultDefinition<S> & { readonly pair?: P } {
  return definition
}

/** Defines a fault that only changes paths of the network: `alters` makes the changes, and they are undone together. */
export function defineNetworkFault<S extends z.ZodObject>(
  definition: Omit<FaultDefinition<S>, 'apply'> & { readonly alters: Alteration<S> },
): FaultDefinition<S> {
  return {
    ...definition,
    apply: async (context, params) =>
      reversible(context, definition.alters(networkOf(context), params, context.clock.now())),
  }
}

/** Returns the node. Waits for a start of the node that is under way, as a fault of it would get lost. */
export async function startedNode(context: FaultContext, name: string): Promise<NodeHandle> {
  const node = context.node(name)
  // Another entry of this instant may have started it meanwhile.
  do await node.whenStarted()
  while (node.status === 'starting')
  return node
}

/** Asks a node for a number: 0 from one that does not run, or that ends before it answers. */
export async function countFrom(
  context: FaultContext,
  name: string,
  ask: (node: NodeHandle) => Promise<number>,
): Promise<number> {
  const node = await startedNode(context, name)
  if (node.status !== 'running') return 0
  try {
    return await ask(node)
  } catch (error) {
    if (error instanceof NodeGoneError) return 0
    throw error
  }
}

/** The entry that started a node last. */
const startedBy = new WeakMap<NodeHandle, string>()

/** Starts a node that is down. Throws an error that names the other entry when another one has started it. */
export async function startNode({ entry }: FaultContext, node: NodeHandle): Promise<void> {
  const other = startedBy.get(node)
  if (node.status !== 'down') {
    const who = other === undefined ? '' : `: ${entry} meets ${other}, which started it`
    throw new Error(`${node.name} is ${node.status} already${who}`)
  }
  startedBy.set(node, entry)
  await node.start()
}

/** Calls `act` for all nodes at once. Resolves with the number of nodes for which `act` returned true. */
export async function countNodes(
  context: FaultContext,
  names: readonly string[],
  act: (node: NodeHandle) => boolean | Promise<boolean>,
): Promise<number> {
  const done = await Promise.all(
    names.map(async (name) => {
      let node = await startedNode(context, name)
      // An earlier entry of this instant may have begun to start it since.
      while (node.status === 'starting') node = await startedNode(context, name)
      return act(node)
    }),
  )
  return done.filter(Boolean).length
}

/** Returns the network, for faults that are not possible on fabric host. */
export function networkOf({ network }: FaultContext): NetworkFaults {
  if (network === null) throw new BugError('a fault of the network reached fabric host')
  return network
}

const words: Readonly<Record<keyof Changes, string>> = {
  connectionsClosed: 'connections closed',
  connectionsAffected: 'connections affected',
  deliveriesHeld: 'deliveries held',
  connectsRefused: 'connects refused',
  mappingsLost: 'mappings lost',
  portsMapped: 'port mappings made',
  portsUnmapped: 'port mappings removed',
  listenersLost: 'listeners lost',
  pathsChanged: 'paths changed',
  hostsMoved: 'nodes moved',
  namesChanged: 'names changed',
  questionsMet: 'questions met',
  gatewaysChanged: 'gateways changed',
  routersRestarted: 'routers restarted',
}

/** Returns the sums of the changes, without those that are 0. */
export function changesOf(...all: readonly Changes[]): readonly Change[] {
  return (Object.keys(words) as (keyof Changes)[]).flatMap((key) => {
    const count = all.reduce((sum, changes) => sum + changes[key], 0)
    return count === 0 ? [] : [{ what: words[key], count }]
  })
}

/** Returns the effect of changes of the network that are undone together, the last one first. */
export async function reversible(
  context: FaultContext,
  faults: readonly (NetworkChange | Promise<NetworkChange>)[],
): Promise<Effect> {
  const made = await Promise.all(faults)
  return {
    changes: changesOf(...made.map(({ changes }) => changes)),
    undo: async () => {
      const now = context.clock.now()
      return changesOf(...(await Promise.all(made.toReversed().map((change) => change.heal(now)))))
    },
  }
}

/** Returns the pairs of machines that the keys of `ends` name, both ways. */
export function betweenEnds(given: Ends): Between {
  const { from, to } = endsOf(given)
  return { kind: 'sides', left: from, right: to }
}
