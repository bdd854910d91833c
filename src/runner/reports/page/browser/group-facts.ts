import { plural } from '../../../language/values/plural.ts'
import type { NodeState } from '../run-states.ts'

/** The states of several nodes, summed up in words. */
export interface GroupFacts {
  readonly life: string
  readonly connections: string
  readonly reservations: string
  readonly addresses: string
  readonly nat: string
}

export function groupFacts(states: readonly NodeState[]): GroupFacts {
  const connections = states.flatMap((state) => state.connections)
  const direct = connections.filter(({ opened }) => opened.path.kind === 'direct').length
  const relayed = connections.length - direct
  const reservations = states.flatMap((state) => state.reservations)
  const both = reservations.filter(({ known }) => known === 'both').length
  const without = states.filter(({ addresses }) => addresses.length === 0).length
  return {
    life: countsOf(states.map(({ life }) => life?.state ?? 'not started')),
    connections:
      [direct > 0 ? `${direct} direct` : '', relayed > 0 ? `${relayed} relayed` : '']
        .filter(Boolean)
        .join(', ') || 'none',
    reservations:
      [
        both > 0 ? String(both) : '',
        both < reservations.length ? `${reservations.length - both} known to one side` : '',
      ]
        .filter(Boolean)
        .join(', ') || 'none',
    addresses: without === 0 ? 'all' : `${plural(without, 'node')} without an address`,
    nat: countsOf(states.flatMap(({ nat }) => nat?.status ?? [])),
  }
}

/** `15 running, 1 exited`. */
function countsOf(words: readonly string[]): string {
  return [...Map.groupBy(words, (word) => word)].map(([word, { length }]) => `${length} ${word}`).join(', ')
}
