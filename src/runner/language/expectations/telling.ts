/** The events that each node of a plan reports to topo: the user's own programs may report few, or none. */
import type { EventKind } from '../../../events/event.ts'

/**
 * `all`: topo's own node. `agent`: a program with the agent protocol, which reports as a peer or module does, but perhaps
 * not as a relay. A list: only the events of these lines, and only once a line has matched.
 */
export type NodeReporting = 'all' | 'agent' | readonly ReportedEvents[]

/** The events that a line of `tells` tells, with the fields that have the same value in each of them. */
export interface ReportedEvents {
  readonly event: EventKind
  readonly fixed: Readonly<Record<string, unknown>>
}

export interface Telling {
  /** Returns the reporting of a node, by its name. A peer outside of the plan reports nothing. */
  (node: string): NodeReporting
  /** Programs without the agent protocol. */
  readonly programs: readonly string[]
}

/** Events of one kind, with these values of their fields. */
export interface WantedEvents {
  readonly of: EventKind
  readonly where?: Readonly<Record<string, unknown>>
}

export const allTell: Telling = Object.assign((): NodeReporting => 'all', { programs: [] })

/**
 * Returns true if the node can tell some of these events at least. A line that leaves a wanted field out may tell one: each
 * event shows by itself that it lacks the field.
 */
export function canTell(reporting: NodeReporting, ...wanted: readonly WantedEvents[]): boolean {
  if (typeof reporting === 'string') return true
  return wanted.some(({ of, where = {} }) =>
    reporting.some((told) => told.event === of && mayHave(told, where)),
  )
}

function mayHave({ fixed }: ReportedEvents, where: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(fixed).every(([field, value]) => !(field in where) || where[field] === value)
}
