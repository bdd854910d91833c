import type { TopoEvent } from '../../../events/event.ts'
import type { MeasureName } from '../../language/expectations/measures.ts'
import type { Plan } from '../../language/plan/plan.ts'
import type { Verdict } from '../../verdict/verdict.ts'
import type { Divergence } from './divergence.ts'
import type { RunSummary } from './run-summary.ts'
import type { Spread } from './spread.ts'
import type { Direction, Standing } from './standing.ts'
import type { Statement } from './statements.ts'

/** One of those that are compared: a run, or several that were made in the same way. */
export interface Side {
  /** What people call it: `3.3.11`, `baseline`. */
  readonly label: string
  /** Where it is kept, for people. */
  readonly place: string
  readonly runs: readonly ComparedRun[]
}

export interface ComparedRun {
  readonly summary: RunSummary
  /** Null when only the summary was kept. */
  readonly log: RunLog | null
}

export interface RunLog {
  readonly plan: Plan
  readonly verdict: Verdict
  readonly events: readonly TopoEvent[]
}

/** What compare finds: for terminals, pull requests, programs and reports alike. Lists are in the order of the sides. */
export interface Comparison {
  readonly version: 1
  readonly topology: string
  /** Peer id -> name of its node, as far as logs were kept. */
  readonly names: Readonly<Record<string, string>>
  readonly sides: readonly ComparedSide[]
  readonly direction: Direction
  /** Whether event by event was asked for every byte: the runs are of one plan, in virtual time. */
  readonly exact: boolean
  /** Times that differ by no more than this, in milliseconds, are taken as equal. */
  readonly tolerance: number
  /** The verdict in one sentence. */
  readonly headline: string
  readonly statements: readonly Statement[]
  /** What matters most comes first. */
  readonly expectations: readonly ComparedExpectation[]
  /** How many events of a kind there were, for kinds whose number differs. */
  readonly kinds: readonly ComparedKind[]
  /** What the nodes used of the machine, by their kind: for reading, never a difference. */
  readonly resources: readonly ComparedResources[]
  /** Where the log of each side parts from that of the first; null where it does not, or where there is no log. */
  readonly divergences: readonly (Divergence | null)[]
}

export interface ComparedSide {
  readonly label: string
  readonly place: string
  readonly runs: number
  readonly standing: Standing
  /** How often each outcome was seen. */
  readonly outcomes: Readonly<Record<string, number>>
  readonly reason: string
  readonly seeds: readonly number[]
  readonly fingerprints: readonly string[]
  readonly duration: Spread | null
  /** Of the machine that ran it: for reading, never a difference. */
  readonly wall: Spread | null
  readonly hasLog: boolean
}

export interface ComparedExpectation {
  readonly entry: string
  readonly line: number | null
  readonly description: string
  readonly mode: string
  readonly direction: Direction
  /** Null where the topology of a side does not have it. */
  readonly cells: readonly (ComparedCell | null)[]
  readonly measures: readonly ComparedMeasure[]
}

export interface ComparedCell {
  readonly standing: Standing
  /** How often each outcome was seen in the runs of the side. */
  readonly outcomes: Readonly<Record<string, number>>
  /** Of the first run that stands as the side does. */
  readonly reason: string
}

export interface ComparedMeasure {
  readonly name: MeasureName
  readonly differs: boolean
  readonly spreads: readonly (Spread | null)[]
}

export interface ComparedResources {
  /** Of the nodes. */
  readonly kind: string
  /** Milliseconds of all of them together. */
  readonly cpu: readonly (Spread | null)[]
  /** Bytes of the largest. */
  readonly peak: readonly (Spread | null)[]
}

export interface ComparedKind {
  readonly kind: string
  readonly counts: readonly (Spread | null)[]
}
