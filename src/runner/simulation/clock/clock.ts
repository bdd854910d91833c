/** Time of a run, in milliseconds since its start. The runner waits only on it, in real and in virtual time. */
export interface Clock {
  readonly kind: 'virtual' | 'real'

  /** Milliseconds since the start of the run. Never goes back. */
  now(): number

  /**
   * Resolves when `now()` has reached `time`; at once (in a later microtask) if it has already.
   * Rejects with the signal's reason when `signal` aborts first.
   */
  sleepUntil(time: number, signal?: AbortSignal): Promise<void>

  /**
   * Does work whose end the clock cannot see (starting a process, waiting for its exit). Virtual time stands still until
   * the work has settled; real time goes on.
   */
  hold<T>(work: () => Promise<T>): Promise<T>

  /**
   * Takes a place for a result that the machine brings at any moment, such as the end of a process. Virtual time stands
   * still until the result is in. The results of several places come in the order in which the places were taken, and
   * the runner's code comes to rest after each. In real time a result comes as soon as it is in.
   */
  place(): ResultPlace
}

export interface ResultPlace {
  /** To be called once, when the result is in. Resolves when its turn has come. */
  come(): Promise<void>
}

/** Does work whose result takes its place among those of other work, in the order in which they were begun. */
export async function inPlace<T>(clock: Pick<Clock, 'place'>, work: () => Promise<T>): Promise<T> {
  const place = clock.place()
  try {
    return await work()
  } finally {
    await place.come()
  }
}
