import type { Change, TopoEvent } from '../../events/event.ts'
import type { FaultEntryPlan } from '../language/plan/plan.ts'

export interface FaultVerdict {
  readonly entry: string
  readonly kind: string
  readonly line: number | null
  /** `applied`: it changed something, or is `harmless`. The others make the verdict unknown. */
  readonly outcome: 'waiting' | 'running' | 'applied' | 'changed-nothing' | 'failed' | 'not-reached'
  readonly started: number | null
  readonly reverted: number | null
  readonly changes: readonly Change[]
  readonly reason: string
}

/** Follows one fault through the log. */
export class FaultTracker {
  readonly entry: FaultEntryPlan
  /** Adds other entries that ended or started the same node at the same instant. */
  readonly #meets: (tracker: FaultTracker) => string
  readonly #changes: Change[] = []
  #started: number | null = null
  #applied: number | null = null
  #reverted: number | null = null
  #failure: string | null = null
  #over = false
  /** The run ended before its time. */
  #cut = false

  constructor(entry: FaultEntryPlan, meets: (tracker: FaultTracker) => string = () => '') {
    this.entry = entry
    this.#meets = meets
  }

  /** null: it has not started. */
  get started(): number | null {
    return this.#started
  }

  push(event: TopoEvent): void {
    if (event.kind === 'run-ended') {
      this.#over = true
      this.#cut = event.cause !== 'finished'
    }
    if (!('entry' in event) || event.entry !== this.entry.id) return
    switch (event.kind) {
      case 'fault-started':
        this.#started = event.t
        break
      case 'fault-applied':
        this.#applied = event.t
        this.#changes.push(...event.changes)
        break
      case 'fault-reverted':
        this.#reverted = event.t
        this.#changes.push(...event.changes)
        break
      case 'fault-failed':
        this.#failure = event.reason
        break
    }
  }

  verdict(): FaultVerdict {
    return {
      entry: this.entry.id,
      kind: this.entry.fault.kind,
      line: this.entry.line,
      ...this.#outcome(),
      started: this.#started,
      reverted: this.#reverted,
      changes: this.#changes.filter(({ count }) => count > 0),
    }
  }

  #outcome(): Pick<FaultVerdict, 'outcome' | 'reason'> {
    if (this.#failure !== null) return { outcome: 'failed', reason: `the fault failed: ${this.#failure}` }
    if (this.#started === null) {
      return this.#over
        ? { outcome: 'not-reached', reason: 'the run ended before this fault' }
        : { outcome: 'waiting', reason: '' }
    }
    const bit = this.entry.harmless || this.#changes.some(({ count }) => count > 0)
    if (this.#applied !== null && bit) return { outcome: 'applied', reason: '' }
    if (!this.#over) return { outcome: 'running', reason: '' }
    if (this.#applied === null)
      return { outcome: 'failed', reason: 'the run ended in the middle of the fault' }
    if (this.#cut && this.#endedEarly(this.#applied))
      return { outcome: 'failed', reason: 'the run ended before the fault changed anything' }
    return {
      outcome: 'changed-nothing',
      reason: `the fault changed nothing (${this.#changes.map(({ what }) => `0 ${what}`).join(', ') || 'no effect'}), so nothing was tested. Add "harmless: true" if that is meant${this.#meets(this)}`,
    }
  }

  /** True if the end of the run undid it before its time. */
  #endedEarly(applied: number): boolean {
    const { for: lasting } = this.entry
    return this.#reverted !== null && (lasting === null || this.#reverted < applied + lasting)
  }
}
