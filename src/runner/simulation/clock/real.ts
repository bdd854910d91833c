import { setTimeout as sleep } from 'node:timers/promises'
import { longestTimer } from '../../../base/longest-timer.ts'
import type { Clock, ResultPlace } from './clock.ts'

/** Wall time since the creation of the clock. */
export class RealClock implements Clock {
  readonly kind = 'real'
  readonly #start = performance.now()

  now(): number {
    return Math.round(performance.now() - this.#start)
  }

  async sleepUntil(time: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted()
    // Node's timers may fire up to a millisecond early.
    for (let left = time - this.now(); left > 0; left = time - this.now()) {
      await sleep(Math.min(left, longestTimer), undefined, signal === undefined ? {} : { signal }).catch(
        (error: unknown) => {
          signal?.throwIfAborted()
          throw error
        },
      )
    }
  }

  hold<T>(work: () => Promise<T>): Promise<T> {
    return work()
  }

  place(): ResultPlace {
    return { come: async () => {} }
  }
}
