import type * as z from 'zod'
import type { EventBody, TopoEvent } from '../../../events/event.ts'
import type { Clock } from '../../simulation/clock/clock.ts'
import type { NodeHandle } from '../../simulation/node-handle.ts'
import type { Measures } from './measures.ts'

/** Something that must be seen. One file per expectation; the registry lists them. */
export interface ExpectationDefinition<S extends z.ZodObject = z.ZodObject> {
  /** One line for tables. */
  readonly summary: string
  /** What exactly holds when it holds. */
  readonly description: string
  /** Why it fails when it does, after `because`: for those who read a topology. */
  readonly failsWhen: string
  /** The same for values that ask for something else: `{ state: { none: 'both sides have it' } }`. */
  readonly failsOtherwise?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** A timeline entry, as YAML. */
  readonly example: string
  readonly fabrics: readonly ('virtual' | 'host')[]
  readonly params: S
  /** The parameters where what is given decides on others; left out where it does not. */
  readonly paramsFor?: (given: unknown) => z.ZodObject
  /** One sentence for people: `bob reaches alice, relayed through boot`. */
  readonly describe: (params: z.output<S>) => string
  /**
   * Judges by the event log alone, so that the same code serves the running timeline, the verdict of a finished
   * run, and the reports.
   */
  readonly observe: (params: z.output<S>, entry: string) => Observer
  /** One round of asking the nodes, where the log does not tell by itself; what it finds goes to the log. */
  readonly probe: ((context: ProbeContext, params: z.output<S>) => Promise<void>) | null
}

export interface Observer {
  /** Takes every event of the run, in order, from the first one on. Says whether it may have changed the state. */
  readonly push: (event: TopoEvent) => boolean
  /** What the log says by now. */
  readonly state: () => Observation
  /** What can be compared between two runs, at a time of the run's clock; left out where there is no such number. */
  readonly measures?: (now: number) => Measures
}

export interface Observation {
  /** `pending`: nothing can be said yet. `untold`: it was looked at, and could not be told. */
  readonly state: 'holds' | 'fails' | 'pending' | 'untold'
  /** What was seen, in one sentence. */
  readonly reason: string
  /** Numbers of the events that show it. */
  readonly evidence: readonly number[]
}

export interface ProbeContext {
  readonly clock: Clock
  readonly entry: string
  readonly node: (name: string) => NodeHandle
  readonly log: (event: EventBody) => void
  readonly signal: AbortSignal
  readonly mode: 'within' | 'for' | 'never'
  /** Milliseconds that the expectation has, and when they are over; null: it has until the end of the run. */
  readonly time: number | null
  readonly deadline: number | null
  /** Milliseconds that a dial can take on the slowest link of the network. */
  readonly dialTime: number
  /** Pairs whose latest answer was the wanted one; kept from one round to the next. */
  readonly held: Set<string>
}

/** Keeps the parameters' types inside the definition, while the registry sees one type. */
export function defineExpectation<S extends z.ZodObject>(
  definition: ExpectationDefinition<S>,
): ExpectationDefinition<S> {
  return definition
}
