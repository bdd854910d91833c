import type { TopoEvent } from '../../../events/event.ts'

type Status = Extract<TopoEvent, { kind: 'nat-status' }>['status']

/** The latest AutoNAT result of a node about itself. */
export interface NatBelief {
  readonly status: Status
  readonly address: string
  readonly evidence: number
}

/** The latest AutoNAT result of each node that is up. */
export class NatBeliefs {
  readonly #told = new Map<string, NatBelief>()

  /** Returns whether the event may have changed a result. */
  push(event: TopoEvent): boolean {
    switch (event.kind) {
      case 'node-ready':
        // A result may precede `node-ready` in the log.
        if (!this.#told.has(event.node))
          this.#told.set(event.node, { status: 'unknown', address: '', evidence: event.n })
        return true
      case 'nat-status':
        this.#told.set(event.node, { status: event.status, address: event.address, evidence: event.n })
        return true
      case 'node-exited':
        this.#told.delete(event.node)
        return true
      default:
        return false
    }
  }

  of(node: string): NatBelief | null {
    return this.#told.get(node) ?? null
  }
}
