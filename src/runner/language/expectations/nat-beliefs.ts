import type { TopoEvent } from '../../../events/event.ts'

type Status = Extract<TopoEvent, { kind: 'nat-status' }>['status']

/** What AutoNAT told a node about itself last. */
export interface NatBelief {
  readonly status: Status
  readonly address: string
  readonly evidence: number
}

/** What each node that is up believes about itself. */
export class NatBeliefs {
  readonly #told = new Map<string, NatBelief>()

  /** Says whether the event was about that. */
  push(event: TopoEvent): boolean {
    switch (event.kind) {
      case 'node-ready':
        // What it was told may have been logged before it was ready.
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
