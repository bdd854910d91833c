/** A drawn timeline: the faults of one run of a search. */

import { type FaultFacts, noFacts } from '../language/faults/facts.ts'
import { type FaultKind, type FaultPlan, factsOf, faultOf } from '../language/faults/registry.ts'
import { parseDuration } from '../language/values/duration.ts'

export interface DrawnFault {
  readonly fault: FaultKind
  /** Its start, in milliseconds of the run's clock. */
  readonly at: number
  /** Its keys as a topology has them, `for` included. */
  readonly keys: Readonly<Record<string, unknown>>
  /** Time after which topo starts the nodes again that the fault ends for good, in milliseconds. */
  readonly down: number
}

/** In the order of their starts. */
export type Drawn = readonly DrawnFault[]

export function inOrderOfStart(faults: readonly DrawnFault[]): Drawn {
  return [...faults].sort((a, b) => a.at - b.at)
}

/** Returns the nodes that the fault ends and that it does not start again. */
export function leftDown(drawn: DrawnFault): readonly string[] {
  const { ends, starts } = factsIn(drawn)
  return ends.filter((name) => !starts.includes(name))
}

/** Returns the time at which the fault is over, and every node runs again. */
export function endOf(drawn: DrawnFault): number {
  const lasting = lengthOf(drawn)
  if (lasting !== null) return drawn.at + lasting
  return drawn.at + (leftDown(drawn).length > 0 ? drawn.down : factsIn(drawn).takes)
}

/** Returns the time until it is undone, in milliseconds; null: nothing undoes it. */
export function lengthOf({ keys }: DrawnFault): number | null {
  const { for: lasting } = keys
  return typeof lasting === 'string' ? (parseDuration(lasting) ?? null) : null
}

/** Keys with a mistake, which the loader tells, have no facts. */
function factsIn({ fault, keys }: DrawnFault): FaultFacts {
  const { for: _lasting, ...given } = keys
  const { success, data } = faultOf(fault).params.safeParse(given)
  return success ? factsOf({ kind: fault, params: data } as FaultPlan) : noFacts
}

/** An expectation of a search, by its list and its position there. */
export interface ExpectedAt {
  readonly list: 'always' | 'eventually'
  readonly index: number
}

/** The id of the entry: `eventually-1`, `always-1`, or `always-1-2` for its second time. */
export function idOf({ list, index }: ExpectedAt, time = 0): string {
  return `${list}-${index + 1}${time === 0 ? '' : `-${time + 1}`}`
}
