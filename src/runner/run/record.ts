/** The run's record: every event is written first, and then handed to everybody who follows the run. */

import type { EventBody, TopoEvent } from '../../events/event.ts'
import type { LogWriter } from '../../events/log-writer.ts'
import type { Plan } from '../language/plan/plan.ts'
import type { Clock } from '../simulation/clock/clock.ts'
import { Judge } from '../verdict/verdict.ts'

/** Takes every event after it was written and judged; `settled` are the entries that it settled. */
export type Follower = (event: TopoEvent, settled: readonly string[], judge: Judge) => void

export class RunRecord {
  readonly judge: Judge
  readonly #clock: Clock
  readonly #writer: LogWriter
  readonly #follow: Follower
  readonly #counters = new Set<{ readonly matches: (event: TopoEvent) => boolean; count: number }>()
  readonly #settled = new Map<string, PromiseWithResolvers<void>>()
  #isClosed = false

  constructor(plan: Plan, clock: Clock, writer: LogWriter, follow: Follower) {
    this.judge = new Judge(plan)
    this.#clock = clock
    this.#writer = writer
    this.#follow = follow
  }

  /** `run-ended` is the last event: what tear-down does to the nodes is no part of the run. */
  log(body: EventBody, wall: Readonly<Record<string, string | number>> = {}): void {
    if (this.#isClosed) return
    this.#isClosed = body.kind === 'run-ended'
    const event = this.#writer.append(this.#clock.now(), body, wall)
    const settled = this.judge.push(event)
    this.#follow(event, settled, this.judge)
    for (const counter of this.#counters) if (counter.matches(event)) counter.count += 1
    for (const entry of settled) this.#settledOf(entry).resolve()
  }

  /** Counts the events that match from now on. */
  count(matches: (event: TopoEvent) => boolean): () => number {
    const counter = { matches, count: 0 }
    this.#counters.add(counter)
    return () => counter.count
  }

  /** Resolves when the judge has settled the expectation. */
  settled(entry: string): Promise<void> {
    return this.#settledOf(entry).promise
  }

  #settledOf(entry: string): PromiseWithResolvers<void> {
    const settled = this.#settled.get(entry) ?? Promise.withResolvers<void>()
    this.#settled.set(entry, settled)
    return settled
  }
}
