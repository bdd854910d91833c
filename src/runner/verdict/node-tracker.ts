import type { TopoEvent } from '../../events/event.ts'
import { expectationOf } from '../language/expectations/registry.ts'
import type { EntryPlan, Plan } from '../language/plan/plan.ts'

/** Watches for nodes that did not start, or that ended without a fault. */
export class NodeTracker {
  readonly #mayEnd = new Set<string>()
  readonly #surprises: { readonly node: string; readonly what: string }[] = []

  constructor({ timeline }: Plan) {
    for (const entry of timeline) this.add(entry)
  }

  add(entry: EntryPlan): void {
    if (entry.type !== 'expectation') return
    const { kind, params } = entry.expectation
    for (const name of expectationOf(kind).endedNodes(params)) this.#mayEnd.add(name)
  }

  push(event: TopoEvent): void {
    if (event.kind === 'node-failed') {
      this.#surprises.push({ node: event.node, what: `${event.node} failed: ${event.reason}` })
    }
    if (event.kind === 'node-exited' && !event.expected) {
      const how = event.signal ?? `exit code ${event.code}`
      this.#surprises.push({ node: event.node, what: `${event.node} ended by itself (${how})` })
    }
  }

  /** Describes the first such node in one sentence; null: there is none. */
  surprise(): string | null {
    return this.#surprises.find(({ node }) => !this.#mayEnd.has(node))?.what ?? null
  }
}
