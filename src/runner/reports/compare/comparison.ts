import type { TopoEvent } from '../../../events/event.ts'
import type { MeasureName } from '../../language/expectations/measures.ts'
import type { Plan } from '../../language/plan/plan.ts'
import type { Verdict } from '../../verdict/verdict.ts'
import type { Divergence } from './divergence.ts'
import type { RunSummary } from './run-summary.ts'
import type { Spread } from './spread.ts'
import type { Direction, Standing } from './standing.ts'
import type { Statement } from './statements.ts'

/** One side of a comparison: a run, or several equal runs. */
export interface Side {
  /** Name for people: `3.3.11`, `baseline`. */
  readonly label: string
  /** Place of its results, for people. */
  readonly place: string
  readonly runs: readonly ComparedRun[]
}

export interface ComparedRun {
  readonly summary: RunSummary
  /** Null when only the summary was stored. */
  readonly log: RunLog | null
}

export interface RunLog {
  readonly plan: Plan
  readonly verdict: Verdict
  readonly events: readonly TopoEvent[]
}

/**
 * The result of a comparison, for terminals, pull requests, programs and reports. Lists are in the order of the sides.
 */
export interface Comparison {
  readonly version: 1
  readonly topology: string
  /** Peer id -> name of its node, as far as logs were stored. */
  readonly names: Readonly<Record<string, string>>
  /** Entry of a fault -> its effect, in one sentence, for entries that have one effect on all sides. */
  readonly faults: Readonly<Record<string, string>>
  readonly sides: readonly ComparedSide[]
  readonly direction: Direction
  /** True: events are compared byte by byte, because the runs have one plan and virtual time. */
  readonly exact: boolean
  /** Milliseconds up to which times count as equal. */
  readonly tolerance: number
  /** The verdict in one sentence. */
  readonly headline: string
  readonly statements: readonly Statement[]
  /** Most important first. */
  readonly expectations: readonly ComparedExpectation[]
  /** Numbers of events by kind, for kinds whose number differs. */
  readonly kinds: readonly ComparedKind[]
  /** CPU and memory by kind of node: information, never a difference. */
  readonly resources: readonly ComparedResources[]
  /** First difference between each log and that of the first side; null for none, or where a log is missing. */
  readonly divergences: readonly (Divergence | null)[]
}

export interface ComparedSide {
  readonly label: string
  readonly place: string
  readonly runs: number
  readonly standing: Standing
  /** Number of runs with each outcome. */
  readonly outcomes: Readonly<Record<string, number>>
  readonly reason: string
  readonly seeds: readonly number[]
  readonly fingerprints: readonly string[]
  readonly duration: Spread | null
  /** Wall time of the runs: information, never a difference. */
  readonly wall: Spread | null
  readonly hasLog: boolean
}

export interface ComparedExpectation {
  readonly entry: string
  readonly line: number | null
  readonly description: string
  readonly mode: string
  readonly direction: Direction
  /** Null where the topology of a side lacks the expectation. */
  readonly cells: readonly (ComparedCell | null)[]
  readonly measures: readonly ComparedMeasure[]
}

export interface ComparedCell {
  readonly standing: Standing
  /** Number of runs of the side with each outcome. */
  readonly outcomes: Readonly<Record<string, number>>
  /** Reason in the first run that has the standing of the side. */
  readonly reason: string
}

export interface ComparedMeasure {
  readonly name: MeasureName
  readonly differs: boolean
  readonly spreads: readonly (Spread | null)[]
}

export interface ComparedResources {
  /** Kind of the nodes. */
  readonly kind: string
  /** CPU milliseconds of all of them together. */
  readonly cpu: readonly (Spread | null)[]
  /** Peak memory of the largest, in bytes. */
  readonly peak: readonly (Spread | null)[]
}

export interface ComparedKind {
  readonly kind: string
  readonly counts: readonly (Spread | null)[]
}
