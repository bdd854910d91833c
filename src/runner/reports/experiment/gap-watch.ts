import type { TopoEvent } from '../../../events/event.ts'

/** Watches how long nodes that had a reservation are without any. A node that is down does not count. */
export class GapWatch {
  readonly #held = new Map<string, Set<string>>()
  readonly #since = new Map<string, number>()
  #longest: number | null = null

  push(event: TopoEvent): void {
    switch (event.kind) {
      case 'reservation-made': {
        const relays = this.#held.get(event.node) ?? new Set()
        this.#held.set(event.node, relays.add(event.relay))
        this.#longest ??= 0
        this.#end(event.node, event.t)
        return
      }
      case 'reservation-lost': {
        const relays = this.#held.get(event.node)
        if (relays?.delete(event.relay) && relays.size === 0) this.#since.set(event.node, event.t)
        return
      }
      case 'node-exited':
        this.#held.delete(event.node)
        this.#end(event.node, event.t)
        return
      case 'run-ended':
        for (const node of [...this.#since.keys()]) this.#end(node, event.t)
        return
    }
  }

  /** Milliseconds; null: no node ever had a reservation. */
  get longest(): number | null {
    return this.#longest
  }

  #end(node: string, time: number): void {
    const since = this.#since.get(node)
    if (since === undefined) return
    this.#since.delete(node)
    this.#longest = Math.max(this.#longest ?? 0, time - since)
  }
}
