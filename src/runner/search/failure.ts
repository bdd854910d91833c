/** The failures of a run, each with the key by which it is the same failure as another. */
import type { TopoEvent } from '../../events/event.ts'
import type { SearchPlan } from '../language/plan/load-search.ts'
import type { Plan } from '../language/plan/plan.ts'
import type { ExpectationVerdict } from '../verdict/verdict.ts'
import { describeEvent } from './describe-event.ts'
import type { ExpectedAt } from './drawn.ts'
import { isLoss, type LossContext, lossesIn } from './losses.ts'
import { patternOf } from './roles.ts'

export interface FoundFailure {
  /** The entry of the timeline that fails. */
  readonly entry: string
  /** The expectation and the finding, in a sentence each. */
  readonly description: string
  readonly reason: string
  /** The same for the same kind of expectation, reason and decisive events, whatever the names and times. */
  readonly key: string
  /** The events that show it, without names and times, and how the reservations were lost. */
  readonly decisive: readonly string[]
  /** The release of a pair on which it fails, while it holds on the other one; null: there is no pair. */
  readonly release: string | null
}

/** Returns the failures of a run, the first one to be settled first. */
export function failuresOf(
  plan: Plan,
  expectations: readonly ExpectationVerdict[],
  events: readonly TopoEvent[],
): readonly FoundFailure[] {
  const context = { plan, log: events, pattern: patternOf(plan) }
  return expectations
    .filter(({ outcome }) => outcome === 'fail' || outcome === 'known')
    .sort((a, b) => (a.settledAt ?? 0) - (b.settledAt ?? 0))
    .map((one) => failureOf(one, { ...context, named: namedIn(plan, one.entry) }))
}

/** The nodes that must reach something, by the expectation. */
function namedIn({ nodes, timeline }: Plan, id: string): readonly string[] {
  const entry = timeline.find((one) => one.id === id)
  if (entry?.type !== 'expectation') return []
  const params: Readonly<Record<string, unknown>> = entry.expectation.params
  const names = new Set([params['peer'], params['node'], params['to']].flat())
  return nodes.flatMap(({ name }) => (names.has(name) ? [name] : []))
}

function failureOf(
  { entry, kind, description, reason, evidence }: ExpectationVerdict,
  context: LossContext,
): FoundFailure {
  const { log, pattern } = context
  const shown = evidence.flatMap((number) => log[number - 1] ?? [])
  // Where a peer has lost its reservation, the later news of the relay depend on the time of the look alone.
  const lost = shown.filter(({ kind: what }) => what === 'reservation-lost')
  const decisive = distinct([
    ...(lost.length > 0 ? lost : shown).map((event) => describeEvent(event, pattern)),
    ...lossesIn(shown, context),
  ])
  // A failure to hold and a failure to come back have the same cause.
  const plain =
    lost.length > 0
      ? 'lost'
      : pattern(reason.replace(/^not (?:within|for) [^:]*: /, '')).replace(/ \(and # more[^)]*\)/, '')
  return {
    entry,
    description,
    reason,
    key: JSON.stringify([kind, plain, decisive]),
    decisive,
    release: null,
  }
}

/** Returns the key of a failure on one release of a pair only. */
export function keyOn(key: string, release: string): string {
  return JSON.stringify([...(JSON.parse(key) as readonly unknown[]), release])
}

/** Returns the key of the same failure on any release. */
export function keyAnywhere(key: string): string {
  return JSON.stringify((JSON.parse(key) as readonly unknown[]).slice(0, 3))
}

/**
 * Returns the key of the cause of a failure: how reservations were lost, whatever was expected; null: none was lost, and
 * the key of the failure alone can tell.
 */
export function lossKeyOf(key: string): string | null {
  const [, , decisive] = JSON.parse(key) as readonly [string, string, readonly string[]]
  const losses = decisive.filter(isLoss)
  return losses.length === 0 ? null : JSON.stringify(losses)
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)]
}

/** Returns the expectation to which an entry belongs; null: to none. */
export function expectedOf(id: string): ExpectedAt | null {
  const [, list, number] = /^(always|eventually)-(\d+)(?:-\d+)?$/.exec(id) ?? []
  if (list === undefined) return null
  return { list: list as ExpectedAt['list'], index: Number(number) - 1 }
}

/** Returns the `known` of the expectation. */
export function knownOf(search: SearchPlan, { list, index }: ExpectedAt): string | null {
  return search[list][index]?.known ?? null
}
