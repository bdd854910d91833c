/** Counts of the work of a boot-node. */
import type { CircuitEnd, NodeEvent, RelayStatus } from '../../events/event.ts'

type Counts<K extends string> = { readonly [key in K]?: number }

export interface Observations {
  readonly reservations: {
    readonly accepted: number
    readonly renewed: number
    readonly expired: number
    /** Ended with the connection that they belonged to. */
    readonly disconnected: number
    /** Deleted on request. */
    readonly dropped: number
    readonly refused: Counts<RelayStatus>
  }
  readonly circuits: {
    readonly opened: number
    readonly refused: Counts<RelayStatus>
    readonly closed: Counts<CircuitEnd | 'unknown'>
  }
  /** Bytes that circuits carried, both directions together. */
  readonly bytes: number
}

const none: Observations = {
  reservations: { accepted: 0, renewed: 0, expired: 0, disconnected: 0, dropped: 0, refused: {} },
  circuits: { opened: 0, refused: {}, closed: {} },
  bytes: 0,
}

export class EventCounter {
  #counts = none

  observe(event: NodeEvent): void {
    const { reservations, circuits } = this.#counts
    if (event.kind === 'relay-reservation') {
      this.#counts = { ...this.#counts, reservations: counted(reservations, event) }
    }
    if (event.kind === 'relay-circuit') {
      this.#counts = { ...this.#counts, circuits: countedCircuit(circuits, event) }
    }
  }

  observations(bytes: number): Observations {
    return { ...this.#counts, bytes }
  }
}

function counted(
  so: Observations['reservations'],
  { outcome, status }: Extract<NodeEvent, { kind: 'relay-reservation' }>,
): Observations['reservations'] {
  return outcome === 'refused'
    ? { ...so, refused: more(so.refused, status) }
    : { ...so, [outcome]: so[outcome] + 1 }
}

function countedCircuit(
  so: Observations['circuits'],
  { outcome, status, reason }: Extract<NodeEvent, { kind: 'relay-circuit' }>,
): Observations['circuits'] {
  switch (outcome) {
    case 'opened':
      return { ...so, opened: so.opened + 1 }
    case 'refused':
      return { ...so, refused: more(so.refused, status) }
    case 'closed':
      return { ...so, closed: more(so.closed, reason ?? 'unknown') }
  }
}

function more<K extends string>(counts: Counts<K>, key: K): Counts<K> {
  return { ...counts, [key]: (counts[key] ?? 0) + 1 }
}
