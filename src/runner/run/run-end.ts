import { messageOf } from '../../base/errors.ts'
import type { TopoEvent } from '../../events/event.ts'

/** The cause that `run-ended` tells, and its reason; empty for a run that has finished. */
export type Ending = Pick<Extract<TopoEvent, { kind: 'run-ended' }>, 'cause' | 'reason'>

/** The end of a run. Several things can end it; the first one is its cause. */
export class RunEnd {
  readonly #controller = new AbortController()
  #first: Ending | null = null

  /** `interrupt`: the signal of the caller, which ends the run early. */
  constructor(interrupt: AbortSignal) {
    const onInterrupt = () => this.early('interrupted', interrupt.reason)
    if (interrupt.aborted) onInterrupt()
    interrupt.addEventListener('abort', onInterrupt, { once: true, signal: this.signal })
  }

  /** Aborts when the run ends before its time, and at the latest when it is torn down. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Ends the run before its time. */
  early(cause: 'interrupted' | 'failed', error: unknown): void {
    this.#first ??= { cause, reason: messageOf(error) }
    this.#controller.abort(error)
  }

  /** Returns how the run ended: as `last` says, unless it ended before its time. */
  conclude(last: Ending): Ending {
    this.#first ??= last
    return this.#first
  }

  /** Ends everything that still waits for the run. */
  tearDown(): void {
    this.#controller.abort()
  }
}
