/**
 * Comparing runs: the differences, the most important first. Everything here takes data and returns data.
 *
 *     summarise.ts      one run (plan, events) as a summary; run-summary.ts is its shape, which baseline.ts stores
 *     holdings.ts       when nodes held addresses, reservations and connections; statements.ts says how that differs
 *     divergence.ts     the place where two logs diverge
 *     compare.ts        sides (one or more runs each) -> comparison.ts
 *     render-*.ts       a comparison for a terminal, and for a pull request
 *     bisect.ts         the release that changes a verdict
 */
import * as z from 'zod'
import { measureNames } from '../../language/expectations/measures.ts'

const count = z.int().min(0)
const time = z.number().min(0)

const expectationSummary = z.strictObject({
  entry: z.string(),
  line: z.int().nullable(),
  description: z.string(),
  mode: z.string(),
  outcome: z.enum(['pass', 'fail', 'unknown', 'known']),
  known: z.string().nullable(),
  reason: z.string(),
  measures: z.partialRecord(z.enum(measureNames), z.number()),
})

const holding = z.strictObject({
  kind: z.enum(['address', 'reservation', 'connection']),
  node: z.string(),
  /** The relay of the thing; null for a direct address. */
  relay: z.string().nullable(),
  /** Periods in which it was held, in order; `to` is null when it was held until the end. */
  spells: z.array(z.strictObject({ from: time, to: time.nullable() })),
})

/** The facts of a run that comparisons need, without its log. */
export const runSummary = z.strictObject({
  name: z.string(),
  /** libp2p release of its nodes; null when unknown. */
  release: z.string().nullable(),
  /** Hash of the plan. Runs of one plan can be compared event by event. */
  plan: z.string(),
  seed: z.int(),
  clock: z.enum(['virtual', 'real']),
  outcome: z.enum(['pass', 'fail', 'unknown']),
  reason: z.string(),
  fingerprint: z.string(),
  /** Milliseconds of the run's clock. */
  duration: time,
  /** Milliseconds of wall time; null where that is not stored. */
  wall: time.nullable(),
  /** CPU milliseconds and peak bytes by kind of node, where stored. */
  resources: z.record(z.string(), z.strictObject({ cpu: time, peak: count })).default({}),
  /** Number of events of each kind. */
  kinds: z.record(z.string(), count),
  expectations: z.array(expectationSummary),
  holdings: z.array(holding),
})

export type RunSummary = z.output<typeof runSummary>
export type ExpectationSummary = z.output<typeof expectationSummary>
export type Holding = z.output<typeof holding>
export type Spell = Holding['spells'][number]
