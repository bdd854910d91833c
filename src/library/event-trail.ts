import { AssertionError } from 'node:assert'
import { isDeepStrictEqual } from 'node:util'
import type { NodeEvent } from '../events/event.ts'
import type { Observe } from '../nodes/host/observe.ts'
import { formatDuration } from '../runner/language/values/format-duration.ts'
import { type Time, timeOf } from './time.ts'

/** Fields of an event with their values, or a function that returns true for the event. */
export type EventMatch =
  | {
      readonly [K in NodeEvent['kind']]: Partial<Extract<NodeEvent, { kind: K }>> & { readonly kind: K }
    }[NodeEvent['kind']]
  | ((event: NodeEvent) => boolean)

/** A node in the same process, with its events. Events name peers by their peer ids. */
export interface Watched {
  /** All its events so far, in order. */
  readonly events: readonly NodeEvent[]
  /**
   * Resolves with the first matching event, past or future. Rejects with an AssertionError
   * that lists the events so far.
   *
   * @example await boot.seen({ kind: 'relay-reservation', outcome: 'expired' })
   */
  readonly seen: (match: EventMatch, options?: SeenOptions) => Promise<NodeEvent>
}

export interface SeenOptions {
  /** Longest wait: `2s`, or milliseconds. Default 10s. */
  readonly within?: Time | undefined
  readonly signal?: AbortSignal | undefined
}

/** Keeps the events of a node, for later questions. */
export class EventTrail implements Watched {
  readonly events: NodeEvent[] = []
  readonly #waiting = new Set<Observe>()

  readonly push: Observe = (event) => {
    this.events.push(event)
    for (const wake of [...this.#waiting]) wake(event)
  }

  readonly seen = async (match: EventMatch, options: SeenOptions = {}): Promise<NodeEvent> => {
    const within = timeOf('seen', options.within ?? 10_000)
    options.signal?.throwIfAborted()
    const past = this.events.find((event) => isMatch(event, match))
    if (past !== undefined) return past
    const { promise, resolve, reject } = Promise.withResolvers<NodeEvent>()
    const wake: Observe = (event) => {
      try {
        if (isMatch(event, match)) resolve(event)
      } catch (error) {
        reject(error)
      }
    }
    const abort = () => reject(options.signal?.reason)
    const timer = setTimeout(() => reject(this.#unseen(match, within)), within)
    this.#waiting.add(wake)
    options.signal?.addEventListener('abort', abort, { once: true })
    try {
      return await promise
    } finally {
      clearTimeout(timer)
      this.#waiting.delete(wake)
      options.signal?.removeEventListener('abort', abort)
    }
  }

  #unseen(match: EventMatch, within: number): AssertionError {
    const wanted = typeof match === 'function' ? match.toString() : JSON.stringify(match)
    const last = this.events.slice(-20).map((event) => `  ${JSON.stringify(event)}`)
    const seen = last.length === 0 ? 'nothing happened to it' : `the last that happened:\n${last.join('\n')}`
    return new AssertionError({ message: `not seen within ${formatDuration(within)}: ${wanted}; ${seen}` })
  }
}

function isMatch(event: NodeEvent, match: EventMatch): boolean {
  if (typeof match === 'function') return match(event)
  return Object.entries(match).every(([key, value]) => isDeepStrictEqual(Reflect.get(event, key), value))
}
