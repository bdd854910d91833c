import { namedNodes } from './node-names.ts'
import type { NodeKeys } from './node-schema.ts'
import type { Topology } from './topology.ts'

/** Returns true if a fault starts the nodes of this entry: it waits for one, or its nodes arrive one by one. */
export function startsLater(keys: NodeKeys | null): boolean {
  return keys !== null && (keys.start === 'manual' || (keys.churn !== null && keys.churn.arrivals !== null))
}

/** The time at which each node starts, by name; null: a fault starts it. */
export function startTimes(topology: Topology): ReadonlyMap<string, number | null> {
  const stagger = topology.header?.stagger ?? 0
  let starting = 0
  return new Map(
    namedNodes(topology).map(({ name, node: { keys } }) => [
      name,
      startsLater(keys) ? null : starting++ * stagger,
    ]),
  )
}
