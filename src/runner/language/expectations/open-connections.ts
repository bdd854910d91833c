import type { TopoEvent } from '../../../events/event.ts'
import type { Pair } from './expectation.ts'

export type ConnectionOpened = Extract<TopoEvent, { kind: 'connection-opened' }>

/** Returns true if a relay may end the connection by its limits of time and bytes. */
export function isLimited({ path, unlimited }: ConnectionOpened): boolean {
  return path.kind === 'relayed' && unlimited !== true
}

const nothing: readonly ConnectionOpened[] = []

/** The open connections of each node, as that node reports them. */
export class OpenConnections {
  readonly #open = new Map<string, Map<string, ConnectionOpened>>()
  /** Number of the last event by node and peer. */
  readonly #latest = new Map<string, Map<string, number>>()
  readonly #exits = new Map<string, number>()

  /** Returns the connections that the event ended; null: the event is not about connections. */
  push(event: TopoEvent): readonly ConnectionOpened[] | null {
    switch (event.kind) {
      case 'node-exited': {
        const ended = [...(this.#open.get(event.node)?.values() ?? [])]
        this.#open.delete(event.node)
        this.#exits.set(event.node, event.n)
        return ended
      }
      case 'connection-opened': {
        const replaced = this.#take(event)
        const connections = this.#open.get(event.node) ?? new Map<string, ConnectionOpened>()
        this.#open.set(event.node, connections.set(event.connection, event))
        return replaced
      }
      case 'connection-closed':
        return this.#take(event)
      default:
        return null
    }
  }

  /** All connections of `from` to `to`. */
  between({ from, to }: Pair): readonly ConnectionOpened[] {
    return this.of(from).filter(({ peer }) => peer === to)
  }

  of(node: string): readonly ConnectionOpened[] {
    return [...(this.#open.get(node)?.values() ?? [])]
  }

  /** Number of the last event about the pair, or 0. */
  evidence(pair: Pair): number {
    return Math.max(this.#latest.get(pair.from)?.get(pair.to) ?? 0, this.#exits.get(pair.from) ?? 0)
  }

  #take(event: Extract<TopoEvent, { kind: 'connection-opened' | 'connection-closed' }>) {
    const latest = this.#latest.get(event.node) ?? new Map<string, number>()
    this.#latest.set(event.node, latest.set(event.peer, event.n))
    const connections = this.#open.get(event.node)
    const known = connections?.get(event.connection)
    if (known === undefined) return nothing
    connections?.delete(event.connection)
    return [known]
  }
}
