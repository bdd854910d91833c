/** The events that each node of a plan reports to topo: the user's own programs may report few, or none. */
import type { EventKind } from '../../../events/event.ts'
import { fieldValue, fixedFields, type Tell } from '../values/tells.ts'

/**
 * `all`: topo's own node. `agent`: a program with the agent protocol, which reports as a peer or module does, but perhaps
 * not as a relay. A list: only the events of these lines, and only once a line has matched.
 */
export type Reporting = 'all' | 'agent' | readonly Tell[]

export interface Telling {
  /** Returns the reporting of a node, by its name. A peer outside of the plan reports nothing. */
  (node: string): Reporting
  /** Programs without the agent protocol. */
  readonly programs: readonly string[]
}

/** Events of one kind, with these values of their fields. */
export interface WantedEvents {
  readonly of: EventKind
  readonly where?: Readonly<Record<string, unknown>>
}

interface TellingNode {
  readonly name: string
  readonly kind: string
  readonly agent?: boolean
  readonly tells?: readonly Tell[]
}

export const allTell: Telling = Object.assign((): Reporting => 'all', { programs: [] })

export function tellingOf({ nodes }: { readonly nodes: readonly TellingNode[] }): Telling {
  const reporting = new Map(nodes.map((node) => [node.name, reportingOf(node)]))
  const programs = [...reporting].flatMap(([name, one]) => (typeof one === 'string' ? [] : [name]))
  return Object.assign((name: string) => reporting.get(name) ?? [], { programs })
}

export function reportingOf({ kind, agent = false, tells = [] }: Omit<TellingNode, 'name'>): Reporting {
  if (kind !== 'command') return 'all'
  return agent ? 'agent' : tells
}

/**
 * Returns true if the node can tell some of these events at least. A line that leaves a wanted field out may tell one: each
 * event shows by itself that it lacks the field.
 */
export function canTell(reporting: Reporting, ...wanted: readonly WantedEvents[]): boolean {
  if (typeof reporting === 'string') return true
  return wanted.some(({ of, where = {} }) =>
    reporting.some((tell) => tell.event === of && mayHave(tell, where)),
  )
}

function mayHave(tell: Tell, where: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(fixedFields(tell)).every(
    ([field, value]) => !(field in where) || where[field] === fieldValue(tell.event, field, String(value)),
  )
}
