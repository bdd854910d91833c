/** End of a virtual clock's run. */
export type ClockOutcome =
  | { readonly kind: 'stopped'; readonly time: number }
  | { readonly kind: 'stuck'; readonly time: number; readonly error: StuckError }

/** A node process that did not come to rest. The verdict can only be unknown. */
export class StuckError extends Error {
  override readonly name = 'StuckError'
  readonly code = 'node-stuck'
  /** The nodes that had not answered in the round. */
  readonly nodes: readonly string[]
  /** The run's time, in milliseconds. */
  readonly time: number
  /** `busy`: no answer within the wall-time limit. `endless`: events without end at one time. */
  readonly reason: 'busy' | 'endless'

  constructor(reason: 'busy' | 'endless', nodes: readonly string[], time: number, detail: string) {
    const who = nodes.join(', ')
    const what =
      reason === 'busy'
        ? `did not come to rest within ${detail}: a busy loop, or work that never ends`
        : `exchange messages without end (${detail}) while no time passes`
    super(`${who} ${what}, at ${time} ms of the run`)
    this.reason = reason
    this.nodes = nodes
    this.time = time
  }
}
