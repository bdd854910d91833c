/**
 * The run's time, in milliseconds since its start. Everything in the runner that waits, waits on a Clock, so that
 * the same timeline plays in real and in virtual time.
 */
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
   * Does work that the clock cannot see the end of (starting a process, waiting for its exit). Virtual time stands
   * still until it has settled; real time does not care.
   */
  hold<T>(work: () => Promise<T>): Promise<T>
}
