import type { TopoEvent } from '../../../events/event.ts'
import type { TableRow } from './tables.ts'

type ReservationCells = Omit<TableRow<'reservations'>, 'run'>
type ConnectionCells = Omit<TableRow<'connections'>, 'run'>

interface OpenReservation {
  readonly node: string
  readonly relay: string
  readonly made: number
  renewals: number
}

type Opened = Extract<TopoEvent, { kind: 'connection-opened' }>

/** Makes spans of time of the events about reservations and connections. Those of a node end with it. */
export class Spans {
  readonly reservations: ReservationCells[] = []
  readonly connections: ConnectionCells[] = []
  readonly #reservations = new Map<string, OpenReservation>()
  readonly #connections = new Map<string, Opened>()
  #now = 0

  push(event: TopoEvent): void {
    this.#now = event.t
    switch (event.kind) {
      case 'reservation-made': {
        const key = keyOf(event.node, event.relay)
        const open = this.#reservations.get(key)
        if (open !== undefined) open.renewals += 1
        else this.#reservations.set(key, { node: event.node, relay: event.relay, made: event.t, renewals: 0 })
        return
      }
      case 'reservation-lost':
        this.#lose(keyOf(event.node, event.relay), event.reason)
        return
      case 'connection-opened':
        this.#connections.set(keyOf(event.node, event.connection), event)
        return
      case 'connection-closed':
        this.#close(keyOf(event.node, event.connection), 'closed')
        return
      case 'node-exited':
        for (const [key, { node }] of this.#reservations)
          if (node === event.node) this.#lose(key, 'the node ended')
        for (const [key, { node }] of this.#connections) if (node === event.node) this.#close(key, 'exited')
        return
    }
  }

  /** Call it after the last event. What is open then has no end. */
  end(): void {
    for (const key of this.#reservations.keys()) this.#lose(key, null)
    for (const key of this.#connections.keys()) this.#close(key, null)
    this.reservations.sort((a, b) => Number(a.made) - Number(b.made))
    this.connections.sort((a, b) => Number(a.opened) - Number(b.opened))
  }

  #lose(key: string, reason: string | null): void {
    const open = this.#reservations.get(key)
    if (open === undefined) return
    this.#reservations.delete(key)
    const ended = reason === null ? null : this.#now
    this.reservations.push({ ...open, ended, held: this.#now - open.made, reason })
  }

  #close(key: string, reason: string | null): void {
    const open = this.#connections.get(key)
    if (open === undefined) return
    this.#connections.delete(key)
    const { node, peer, path, address } = open
    this.connections.push({
      node,
      peer,
      direction: open.direction ?? null,
      path: path.kind,
      relay: path.kind === 'relayed' ? path.relay : null,
      address,
      opened: open.t,
      closed: reason === null ? null : this.#now,
      lasted: this.#now - open.t,
      reason,
    })
  }
}

function keyOf(...parts: readonly string[]): string {
  return parts.join(' ')
}
