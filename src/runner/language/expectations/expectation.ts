import type * as z from 'zod'
import type { EventBody, EventKind, TopoEvent } from '../../../events/event.ts'
import type { Clock } from '../../simulation/clock/clock.ts'
import type { NodeHandle } from '../../simulation/node-handle.ts'
import type { FabricKind } from '../values/fabric-kind.ts'
import type { PairKeys, Wording } from '../values/other-words.ts'
import type { DialQueue } from './dial-queue.ts'
import type { Measures } from './measures.ts'
import type { Telling } from './telling.ts'

/**
 * An expectation: its texts, its parameters, its judge, and the facts that checks, lints and the run need. One file per
 * expectation; the registry lists them. No other folder names a kind.
 */
export interface ExpectationDefinition<S extends z.ZodObject = z.ZodObject> extends Wording {
  /** One line for tables. */
  readonly summary: string
  /** The exact condition under which it holds. */
  readonly description: string
  /** Usual reasons for a failure, as the end of `It fails when ...`. */
  readonly failsWhen: string
  /** The same for single values of parameters: `{ state: { none: 'both sides have it' } }`. */
  readonly failsOtherwise?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** A timeline entry, as YAML. */
  readonly example: string
  readonly fabrics: readonly FabricKind[]
  readonly params: S
  /** The schema, if one parameter restricts others. */
  readonly paramsFor?: (given: unknown) => z.ZodObject
  /** One sentence for people: `bob reaches alice, relayed through boot`. */
  readonly describe: (params: z.output<S>) => string
  /** Parameters whose nodes must tell topo what they see, or do what topo asks. Selectors may still be patterns. */
  readonly tellers: (params: z.output<S>) => readonly Teller[]
  /** Nodes that must be up for it to hold. */
  readonly neededNodes: (params: z.output<S>) => readonly string[]
  /** Reservations that must be held for it to hold. */
  readonly neededReservations: (params: z.output<S>) => readonly NeededReservations[]
  /** Nodes whose end it expects: that end does not make the verdict unknown. */
  readonly endedNodes: (params: z.output<S>) => readonly string[]
  /** Lines of the nodes' output that it counts, by its own `log-matched` events; null: none. */
  readonly printedLines: (params: z.output<S>) => LinePattern | null
  /** Nodes of whose process it measures something: they share it with no other node. */
  readonly measuredProcesses: (params: z.output<S>) => readonly string[]
  /** Nodes that its probe may dial through a relay. */
  readonly relayedTargets: (params: z.output<S>) => readonly string[]
  /** Pairs with a dial that must fail for it to hold: it needs the time that a successful dial can take. */
  readonly deniedPairs: (params: z.output<S>) => readonly Pair[]
  /** Connections that it asserts, read from the log: they look open until a node notices a silence. */
  readonly standingLinks: (params: z.output<S>) => readonly StandingLink[]
  /** Returns true when it can wait until a lost connection is noticed. */
  readonly showsLoss: (params: z.output<S>) => boolean
  /** Returns true when it goes by this relay's reports: a change at the relay alone can change its answer. */
  readonly watchesRelay: (params: z.output<S>, relay: string) => boolean
  /** Returns true if it goes by the `relay-reservation` and `relay-circuit` events of this relay. Left out: by none. */
  readonly goesByRelay?: (params: z.output<S>, relay: string) => boolean
  /**
   * Judges by the event log alone: the running timeline, a stored run and the reports use the same code. `telling`: what
   * the nodes of the plan can tell at all (default: everything).
   */
  readonly observe: (params: z.output<S>, entry: string, telling?: Telling) => Observer
  /** Asks the nodes once and logs their answers; null: the log of every run tells enough. */
  readonly probe: ((context: ProbeContext, params: z.output<S>) => Promise<void>) | null
  /** The parameter that is true in an entry that asks the nodes; left out where every entry asks. */
  readonly asksWith?: string
}

/** Two nodes, the first of which dials or is connected to the second. */
export interface Pair {
  readonly from: string
  readonly to: string
}

export interface Teller {
  readonly parameter: string
  readonly nodes: readonly string[]
  /** YAML that uses the reports of another node instead. */
  readonly instead?: string
  /** Kinds of events of which one is enough, if the output of a program tells it; left out: it must answer. */
  readonly events?: readonly EventKind[]
  /** Nodes that may tell in their place. */
  readonly orElse?: Pick<Teller, 'nodes' | 'events'>
  /** `findMetrics`: they must have that key, whatever else they tell. */
  readonly by?: 'reports' | 'findMetrics'
}

/** Each of the peers must hold a reservation on one of the relays at least; null: on any of its relays. */
export interface NeededReservations {
  readonly peers: readonly string[]
  readonly relays: readonly string[] | null
}

export interface LinePattern {
  readonly nodes: readonly string[]
  /** Regular expression, in RE2 syntax. */
  readonly pattern: string
  /** Returns the nodes that printed too few of these lines, by the number that each has printed. */
  readonly lacking: (countOf: (node: string) => number) => readonly string[]
}

/** The connection of a peer to a relay; null: to any of its relays. */
export interface StandingLink {
  readonly peer: string
  readonly relay: string | null
}

export interface Observer {
  /** Takes every event of the run, in order, from the first one on. Returns whether the state may have changed. */
  readonly push: (event: TopoEvent) => boolean
  /** Judges the events so far. */
  readonly state: () => Observation
  /** Numbers to compare between two runs, at a time of the run's clock. */
  readonly measures?: (now: number) => Measures
}

export interface Observation {
  /** `pending`: the log does not say anything yet. `undetermined`: a node was asked, and could not tell. */
  readonly state: 'holds' | 'fails' | 'pending' | 'undetermined'
  /** The finding, in one sentence. */
  readonly reason: string
  /** Numbers of the events that show it. */
  readonly evidence: readonly number[]
}

export interface ProbeContext {
  readonly clock: Clock
  readonly entry: string
  readonly node: (name: string) => NodeHandle
  /** The turns of all dials of the run. */
  readonly dials: DialQueue
  /** `wall`: fields that depend on the machine. */
  readonly log: (event: EventBody, wall?: Readonly<Record<string, string | number>>) => void
  readonly signal: AbortSignal
  readonly mode: 'within' | 'for' | 'never'
  /** Length of the expectation, in milliseconds; null: until the end of the run. */
  readonly time: number | null
  /** Its end, on the run's clock; null: the end of the run. */
  readonly deadline: number | null
  /** Milliseconds that a dial can take on the slowest link of the network. */
  readonly dialTime: number
  /** Pairs whose latest answer was the wanted one; kept from one round to the next. */
  readonly held: Set<string>
}

/** Keeps the parameters' types inside the definition, while the registry sees one type. */
export function defineExpectation<S extends z.ZodObject, const P extends PairKeys = never>(
  definition: ExpectationDefinition<S> & { readonly pair?: P },
): ExpectationDefinition<S> & { readonly pair?: P } {
  return definition
}
