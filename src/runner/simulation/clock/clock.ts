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
}
