import type { TopoEvent } from '../../events/event.ts'
import type { Observation, Observer } from '../language/expectations/expectation.ts'
import type { Measures } from '../language/expectations/measures.ts'
import { expectationOf } from '../language/expectations/registry.ts'
import { allTell, type Telling } from '../language/expectations/telling.ts'
import type { ExpectationEntryPlan } from '../language/plan/plan.ts'
import { formatDuration } from '../language/values/duration.ts'
import type { Mode } from '../language/values/entry-times.ts'
import { formatClock } from '../language/values/format-clock.ts'
import { type EntryObserver, observerOf } from './relay-observer.ts'

export interface ExpectationVerdict {
  readonly entry: string
  readonly kind: string
  readonly line: number | null
  /** The expectation, in one sentence. */
  readonly description: string
  /** `within 5s`, `for 10m`, `never`. */
  readonly mode: string
  /** `waiting` and `running` only while the run goes on; `known`: it fails, as the topology predicts. */
  readonly outcome: 'waiting' | 'running' | 'pass' | 'fail' | 'unknown' | 'known'
  /** Times of its start, its first success and its settlement, in milliseconds of the run's clock, or null. */
  readonly started: number | null
  readonly heldAt: number | null
  readonly settledAt: number | null
  /** Latest end of its mode; null for `never`. */
  readonly deadline: number | null
  /** The finding, in one sentence. */
  readonly reason: string
  /** Numbers of the events that show it. */
  readonly evidence: readonly number[]
  /** The upstream issue because of which it is expected to fail. */
  readonly known: string | null
  /** Numbers to compare with other runs, taken when it was settled. */
  readonly measures: Measures
}

type ExpectationEndCause = Extract<TopoEvent, { kind: 'expectation-ended' }>['cause']

type Settled = {
  readonly outcome: 'pass' | 'fail' | 'unknown'
  readonly at: number
  readonly seen: Observation
  /** Reason why it ended early without a decision; null: it had its time. */
  readonly cut: string | null
}

/** Follows one expectation through the log and applies its mode to the state of its observer. */
export class ExpectationTracker {
  readonly entry: ExpectationEntryPlan
  readonly #observer: Observer
  /** The parameters by which the observer judges; null: they are not known now. */
  readonly #params: EntryObserver['params']
  /** Programs that have not reported as a relay, and may never do so. */
  readonly #silent: Set<string>
  #now = 0
  /** Taken when it was settled. */
  #measures: Measures | null = null
  #started: number | null = null
  #heldAt: number | null = null
  #undetermined: Observation | null = null
  #failedOnce = false
  #stall: Extract<TopoEvent, { kind: 'machine-stalled' }> | null = null
  #settled: Settled | null = null

  /** `programs`: nodes of foreign code, which report what they like. `telling`: what nodes can tell at all. */
  constructor(entry: ExpectationEntryPlan, programs: readonly string[] = [], telling: Telling = allTell) {
    this.entry = entry
    const { observer, params } = observerOf(entry, telling)
    this.#observer = observer
    this.#params = params
    this.#silent = new Set(programs)
  }

  /** Returns whether this event settled it. */
  push(event: TopoEvent): boolean {
    const heard = this.#hearRelay(event)
    const noticed = this.#observer.push(event) || heard
    if (this.#settled !== null) return false
    if (event.kind === 'machine-stalled') this.#stall = event
    this.#now = event.t
    if (event.kind === 'expectation-started' && event.entry === this.entry.id) {
      this.#started = event.t
      return this.#look(event.t)
    }
    if (event.kind === 'expectation-ended' && event.entry === this.entry.id) {
      const cut = this.#cutShort(event.cause, event.t) ?? this.#barelyLooked(event.t)
      this.#settle(event.t, cut === null ? this.#outcomeAtEnd() : 'unknown', { cut })
      return true
    }
    return noticed && this.#started !== null && this.#look(event.t)
  }

  verdict(): ExpectationVerdict {
    const { id, known, line, mode, expectation } = this.entry
    const seen = this.#settled?.seen ?? this.#state()
    return {
      entry: id,
      kind: expectation.kind,
      line,
      description: expectationOf(expectation.kind).describe(expectation.params),
      mode: formatMode(mode),
      outcome: this.#outcome(),
      started: this.#started,
      heldAt: this.#heldAt,
      settledAt: this.#settled?.at ?? null,
      deadline: this.#started === null || mode.kind === 'never' ? null : this.#started + mode.time,
      reason: this.#reason(seen),
      evidence: seen.evidence,
      known,
      measures: this.#measures ?? this.#measure(),
    }
  }

  #goesByRelay(name: string): boolean {
    const params = this.#params()
    return (
      params !== null && (expectationOf(this.entry.expectation.kind).goesByRelay?.(params, name) ?? false)
    )
  }

  /** Returns whether it is known now that the relay reports, or that it does not. */
  #hearRelay(event: TopoEvent): boolean {
    switch (event.kind) {
      case 'relay-unobserved':
        this.#silent.add(event.node)
        return this.#goesByRelay(event.node)
      case 'relay-reservation':
      case 'relay-circuit':
        this.#silent.delete(event.node)
        return false
      default:
        return false
    }
  }

  /** A relay that does not report can neither confirm nor deny. */
  #state(): Observation {
    const seen = this.#observer.state()
    const relay = [...this.#silent].find((name) => this.#goesByRelay(name))
    if (relay === undefined) return seen
    return {
      state: 'undetermined',
      reason: `${relay} does not report what it relays, so topo cannot tell`,
      evidence: seen.evidence,
    }
  }

  #measure(): Measures {
    return this.#observer.measures?.(this.#now) ?? {}
  }

  #look(at: number): boolean {
    const seen = this.#state()
    if (seen.state === 'holds') this.#heldAt ??= at
    if (seen.state === 'fails') this.#failedOnce = true
    if (seen.state === 'undetermined') this.#undetermined = seen
    const { kind } = this.entry.mode
    if (seen.state === 'holds' && kind === 'within') this.#settle(at, 'pass', { seen })
    if (seen.state === 'holds' && kind === 'never') this.#settle(at, 'fail', { seen })
    // A state that has become pending again has not stayed true.
    const isLost = seen.state === 'fails' || (seen.state === 'pending' && this.#heldAt !== null)
    if (isLost && kind === 'for') this.#settle(at, 'fail', { seen })
    return this.#settled !== null
  }

  #outcomeAtEnd(): Settled['outcome'] {
    const { state } = this.#state()
    switch (this.entry.mode.kind) {
      case 'within':
        return state === 'fails' ? 'fail' : 'unknown'
      case 'for':
        if (state === 'fails') return 'fail'
        return state === 'holds' && this.#undetermined === null ? 'pass' : 'unknown'
      case 'never':
        return this.#failedOnce && this.#undetermined === null ? 'pass' : 'unknown'
    }
  }

  /** Only `never` may last until the end of the run. Other modes that end with it have not had their time. */
  #cutShort(cause: ExpectationEndCause, at: number): string | null {
    if (this.#started === null) return 'it was not reached'
    const after = `after ${formatClock(at - this.#started)}`
    const { mode } = this.entry
    switch (cause) {
      case 'interrupted':
        return `interrupted ${after}`
      case 'run-ended':
        return mode.kind === 'never' || at >= this.#started + mode.time ? null : `the run ended ${after}`
      case 'deadline':
      case 'settled':
        return null
    }
  }

  /** Returns the reason if the observation was too short for a decision of `for` or `never`. */
  #barelyLooked(at: number): string | null {
    const { mode } = this.entry
    if (this.#started === null) return null
    if (mode.kind === 'never' && at === this.#started) return 'the run ended when it began'
    if (mode.kind !== 'for' || this.#heldAt === null || at - this.#heldAt >= mode.time / 2) return null
    if (this.#state().state !== 'holds') return null
    return `seen for ${formatDuration(at - this.#heldAt)} of ${formatDuration(mode.time)} only`
  }

  #settle(
    at: number,
    outcome: Settled['outcome'],
    { seen = this.#state(), cut = null }: Partial<Pick<Settled, 'seen' | 'cut'>>,
  ): void {
    this.#measures = this.#measure()
    const shown = outcome === 'unknown' && this.#undetermined !== null ? this.#undetermined : seen
    // After a stall of the machine libp2p's own timeouts fire, so a failure may be the machine's fault.
    this.#settled =
      outcome === 'fail' && this.#stall !== null
        ? { outcome: 'unknown', at, seen: shown, cut: stalled(this.#stall) }
        : { outcome, at, seen: shown, cut }
  }

  #outcome(): ExpectationVerdict['outcome'] {
    if (this.#settled === null) return this.#started === null ? 'waiting' : 'running'
    const { outcome } = this.#settled
    if (this.entry.known === null || outcome === 'unknown') return outcome
    return outcome === 'fail' ? 'known' : 'fail'
  }

  #reason(seen: Observation): string {
    if (this.#started === null) return 'it was not reached'
    if (this.#settled === null) return seen.reason
    if (this.#settled.cut !== null) return `${this.#settled.cut}: ${seen.reason}`
    if (this.entry.known !== null && this.#settled.outcome === 'pass') {
      return `it passes now, although marked as known (${this.entry.known}): remove the mark. ${seen.reason}`
    }
    const { mode } = this.entry
    if (this.#settled.outcome === 'fail' && mode.kind === 'within') {
      return `not within ${formatDuration(mode.time)}: ${seen.reason}`
    }
    if (this.#settled.outcome === 'fail' && mode.kind === 'for') {
      const held = formatClock(this.#settled.at - this.#started)
      return `not for ${formatDuration(mode.time)}, after ${held}: ${seen.reason}`
    }
    return seen.reason
  }
}

function stalled({ milliseconds, t }: { readonly milliseconds: number; readonly t: number }): string {
  return `the machine stood still for ${formatClock(milliseconds)} until ${formatClock(t)}, so a failure in real time proves nothing`
}

function formatMode(mode: Mode): string {
  return mode.kind === 'never' ? 'never' : `${mode.kind} ${formatDuration(mode.time)}`
}
