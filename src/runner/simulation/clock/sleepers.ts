/** The runner's own waits, by time and then by order of start. */
import { type Timed, TimerHeap } from '../../../base/timer-heap.ts'

interface Sleeper extends Timed {
  wake(error?: unknown): void
}

export class Sleepers {
  readonly #heap = new TimerHeap<Sleeper>()

  next(): number {
    return this.#heap.next()
  }

  sleep(time: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason)
        return
      }
      const abort = () => {
        this.#heap.remove(sleeper)
        reject(signal?.reason)
      }
      const sleeper: Sleeper = {
        at: time,
        order: 0,
        place: -1,
        wake(error) {
          signal?.removeEventListener('abort', abort)
          if (error === undefined) resolve()
          else reject(error)
        },
      }
      signal?.addEventListener('abort', abort, { once: true })
      this.#heap.add(sleeper)
    })
  }

  /** Wakes all waits that are due; returns true when there were any. */
  wake(now: number): boolean {
    let woken = false
    for (let due = this.#heap.take(now); due !== undefined; due = this.#heap.take(now)) {
      due.wake()
      woken = true
    }
    return woken
  }

  fail(error: unknown): void {
    const all = Number.POSITIVE_INFINITY
    for (let one = this.#heap.take(all); one !== undefined; one = this.#heap.take(all)) one.wake(error)
  }
}
