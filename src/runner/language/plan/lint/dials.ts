/** Dials through relays that expectations cause. */
import { expectationOf } from '../../expectations/registry.ts'
import type { Interval } from '../../values/entry-times.ts'
import type { EntryPlan, Plan } from '../plan.ts'
import type { Times } from './times.ts'

/** Returns true if an expectation may dial one of these peers through a relay in that time; null: any peer. */
export function mayDial(
  plan: Plan,
  times: Times,
  peers: readonly string[] | null,
  during: Interval,
): boolean {
  return plan.timeline.some(
    (entry) =>
      dialsOneOf(entry, peers) &&
      times.startOf(entry).from <= during.to &&
      times.endOf(entry).to >= during.from,
  )
}

function dialsOneOf(entry: EntryPlan, peers: readonly string[] | null): boolean {
  if (entry.type === 'fault' || entry.every === null) return false
  const { kind, params } = entry.expectation
  const targets = expectationOf(kind).relayedTargets(params)
  return targets.some((name) => peers === null || peers.includes(name))
}
