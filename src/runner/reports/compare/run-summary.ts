/**
 * Comparing runs: what is the same, what is not, and what matters first. Everything here takes data and returns data.
 *
 *     summarise.ts      one run (plan, events) as a summary; run-summary.ts is its shape, which baseline.ts stores
 *     holdings.ts       when nodes held addresses, reservations and connections; statements.ts says how that differs
 *     divergence.ts     where two logs part
 *     compare.ts        sides (one or more runs each) -> comparison.ts
 *     render-*.ts       a comparison for a terminal, and for a pull request
 *     bisect.ts         between which two releases a verdict changes
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
  /** The relay that it is about; null for a direct address. */
  relay: z.string().nullable(),
  /** From when to when it was there, in order; `to` is null when it still was at the end. */
  spells: z.array(z.strictObject({ from: time, to: time.nullable() })),
})

/** What comparisons need to know of a run, without its log. */
export const runSummary = z.strictObject({
  name: z.string(),
  /** The libp2p that its nodes ran; null where nobody said. */
  release: z.string().nullable(),
  /** Hash of the plan: runs of one plan may be compared event by event. */
  plan: z.string(),
  seed: z.int(),
  clock: z.enum(['virtual', 'real']),
  outcome: z.enum(['pass', 'fail', 'unknown']),
  reason: z.string(),
  fingerprint: z.string(),
  /** Milliseconds of the run's clock. */
  duration: time,
  /** The same of the machine's clock; null where that is not kept. */
  wall: time.nullable(),
  /** What the nodes of each kind used of the machine, where that is kept: milliseconds of CPU, bytes. */
  resources: z.record(z.string(), z.strictObject({ cpu: time, peak: count })).default({}),
  /** How many events of each kind. */
  kinds: z.record(z.string(), count),
  expectations: z.array(expectationSummary),
  holdings: z.array(holding),
})

export type RunSummary = z.output<typeof runSummary>
export type ExpectationSummary = z.output<typeof expectationSummary>
export type Holding = z.output<typeof holding>
export type Spell = Holding['spells'][number]
