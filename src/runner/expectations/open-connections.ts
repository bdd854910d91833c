import type { Path, TopoEvent } from '../events/event.ts'
import { keyOf, type Pair } from './pairs.ts'

/** The connections that nodes have open, each as its own node sees it. */
export class OpenConnections {
  readonly #open = new Map<string, Map<string, Map<string, Path>>>()
  readonly #latest = new Map<string, number>()
  readonly #exits = new Map<string, number>()

  /** Says whether the event was about connections. */
  push(event: TopoEvent): boolean {
    switch (event.kind) {
      case 'node-exited':
        this.#open.delete(event.node)
        this.#exits.set(event.node, event.n)
        return true
      case 'connection-opened':
        this.#to(event.node, event.peer).set(event.connection, event.path)
        this.#latest.set(keyOf({ from: event.node, to: event.peer }), event.n)
        return true
      case 'connection-closed':
        this.#to(event.node, event.peer).delete(event.connection)
        this.#latest.set(keyOf({ from: event.node, to: event.peer }), event.n)
        return true
      default:
        return false
    }
  }

  /** How `from` is connected to `to`: one path for each connection. */
  between({ from, to }: Pair): readonly Path[] {
    return [...(this.#open.get(from)?.get(to)?.values() ?? [])]
  }

  /** Number of the last event that changed it, or 0. */
  evidence(pair: Pair): number {
    return Math.max(this.#latest.get(keyOf(pair)) ?? 0, this.#exits.get(pair.from) ?? 0)
  }

  #to(node: string, peer: string): Map<string, Path> {
    const peers = this.#open.get(node) ?? new Map<string, Map<string, Path>>()
    const connections = peers.get(peer) ?? new Map<string, Path>()
    this.#open.set(node, peers.set(peer, connections))
    return connections
  }
}
