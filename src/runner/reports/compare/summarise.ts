import { createHash } from 'node:crypto'
import { compareTexts } from '../../../base/compare-texts.ts'
import type { TopoEvent } from '../../../events/event.ts'
import type { Measures } from '../../language/expectations/measures.ts'
import type { Plan } from '../../language/plan/plan.ts'
import { type Resources, sumOfUsage } from '../../results/resources.ts'
import type { ExpectationVerdict, Verdict } from '../../verdict/verdict.ts'
import { Holdings } from './holdings.ts'
import type { ExpectationSummary, RunSummary } from './run-summary.ts'

export interface SummarisedRun {
  readonly plan: Plan
  readonly events: Iterable<TopoEvent>
  /** The stored verdict: a damaged log may have made it unknown. */
  readonly verdict: Verdict
  readonly release: string | null
  readonly resources: Resources
}

/** Summarises a run for comparisons, without its log. */
export function summarise({ plan, events, verdict, release, resources }: SummarisedRun): RunSummary {
  const holdings = new Holdings(plan)
  const kinds = new Map<string, number>()
  const changes: number[] = []
  let wall: readonly [first: number, last: number] | null = null
  for (const event of events) {
    holdings.push(event)
    kinds.set(event.kind, (kinds.get(event.kind) ?? 0) + 1)
    if (event.kind === 'fault-applied' || event.kind === 'fault-reverted') changes.push(event.t)
    const time = Date.parse(String(event.wall['time']))
    if (!Number.isNaN(time)) wall = [wall?.[0] ?? time, time]
  }
  const { name, seed, clock, outcome, reason, fingerprint, duration } = verdict
  return {
    name,
    release,
    plan: createHash('sha256').update(JSON.stringify(plan)).digest('hex').slice(0, 16),
    seed,
    clock,
    outcome,
    reason,
    fingerprint,
    duration,
    wall: wall === null ? null : Math.max(0, wall[1] - wall[0]),
    resources: byKind(plan, resources),
    kinds: Object.fromEntries([...kinds].sort(([a], [b]) => compareTexts(a, b))),
    expectations: verdict.expectations.map((one) => summariseExpectation(one, changes)),
    holdings: [...holdings.all()],
  }
}

/** CPU of all nodes of a kind, and memory of the largest, for kinds with known usage of all nodes. */
function byKind({ nodes }: Plan, resources: Resources): RunSummary['resources'] {
  const kinds = [...Map.groupBy(nodes, ({ kind }) => kind)].sort(([a], [b]) => compareTexts(a, b))
  return Object.fromEntries(
    kinds.flatMap(([kind, some]) => {
      const used = sumOfUsage(some.map(({ name }) => resources[name] ?? null))
      return used === null ? [] : [[kind, used] as const]
    }),
  )
}

function summariseExpectation(verdict: ExpectationVerdict, changes: readonly number[]): ExpectationSummary {
  const { entry, line, description, mode, outcome, known, reason } = verdict
  return {
    entry,
    line,
    description,
    mode,
    outcome: outcome === 'waiting' || outcome === 'running' ? 'unknown' : outcome,
    known,
    reason,
    measures: measuresOf(verdict, changes),
  }
}

/** All numbers of an expectation; `changes` are the times at which faults began and ended. */
export function measuresOf(verdict: ExpectationVerdict, changes: readonly number[]): Measures {
  return { ...timesOf(verdict, changes), ...verdict.measures }
}

/**
 * Time until the expectation held: since it started, and since the last change by a fault. An expectation that held at
 * its start has no recovery time.
 */
function timesOf({ started, heldAt, mode }: ExpectationVerdict, changes: readonly number[]): Measures {
  if (started === null || heldAt === null || mode === 'never') return {}
  const wait = heldAt - started
  const changed = changes.findLast((time) => time <= heldAt)
  return wait === 0 || changed === undefined ? { wait } : { wait, recovery: heldAt - changed }
}
