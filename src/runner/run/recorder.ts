/** The recorder of a run: writes every event to the log, judges it, and then passes it on. */

import type { EventBody, TopoEvent } from '../../events/event.ts'
import type { LogWriter } from '../../events/log-writer.ts'
import type { Plan } from '../language/plan/plan.ts'
import type { Clock } from '../simulation/clock/clock.ts'
import { Judge } from '../verdict/verdict.ts'
import { RelaysInUse } from './relays-in-use.ts'

/** Takes every event after it was written and judged. `settled` names the entries that the event settled. */
export type Follower = (event: TopoEvent, settled: readonly string[], judge: Judge) => void

export interface RecorderOptions {
  readonly plan: Plan
  readonly clock: Pick<Clock, 'now'>
  readonly writer: Pick<LogWriter, 'append'>
  readonly follow: Follower
  /** Is called once, when an event cannot be written. All later events are ignored: the log has no gap. */
  readonly onLost: (error: unknown) => void
}

export class Recorder {
  readonly judge: Judge
  readonly relays: RelaysInUse
  readonly #options: RecorderOptions
  readonly #counters = new Set<{ readonly matches: (event: TopoEvent) => boolean; count: number }>()
  readonly #settled = new Map<string, PromiseWithResolvers<void>>()
  #isClosed = false

  constructor(options: RecorderOptions) {
    this.judge = new Judge(options.plan)
    this.relays = new RelaysInUse(options.plan)
    this.#options = options
  }

  /** Ignores events after `run-ended`: the tear-down of the nodes is no part of the run. */
  readonly record = (body: EventBody, wall: Readonly<Record<string, string | number>> = {}): void => {
    if (this.#isClosed) return
    this.#isClosed = body.kind === 'run-ended'
    const { clock, writer, follow } = this.#options
    let event: TopoEvent
    try {
      event = writer.append(clock.now(), body, wall)
    } catch (error) {
      this.#isClosed = true
      this.#options.onLost(error)
      return
    }
    const settled = this.judge.push(event)
    follow(event, settled, this.judge)
    for (const counter of this.#counters) if (counter.matches(event)) counter.count += 1
    for (const entry of settled) this.#settledOf(entry).resolve()
    // Last: its followers record events of their own.
    this.relays.push(event)
  }

  /** Counts the events that match from now on. */
  readonly count = (matches: (event: TopoEvent) => boolean): (() => number) => {
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
