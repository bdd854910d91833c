import type { TopoEvent } from '../events/event.ts'
import type { Plan } from '../plan/plan.ts'

/** Watches for nodes that did not start, or ended although nobody asked for it. */
export class NodeTracker {
  readonly #mayEnd: ReadonlySet<string>
  #surprise: string | null = null

  constructor(plan: Plan) {
    this.#mayEnd = new Set(
      plan.timeline.flatMap((entry) =>
        entry.type === 'expectation' &&
        entry.expectation.kind === 'process' &&
        entry.expectation.params.state === 'exited'
          ? entry.expectation.params.node
          : [],
      ),
    )
  }

  push(event: TopoEvent): void {
    if (this.#surprise !== null) return
    if (event.kind === 'node-failed' && !this.#mayEnd.has(event.node)) {
      this.#surprise = `${event.node} failed: ${event.reason}`
    }
    if (event.kind === 'node-exited' && !event.expected && !this.#mayEnd.has(event.node)) {
      this.#surprise = `${event.node} ended by itself (${event.signal ?? `exit code ${event.code}`})`
    }
  }

  /** The first node that broke down, in one sentence. */
  surprise(): string | null {
    return this.#surprise
  }
}
