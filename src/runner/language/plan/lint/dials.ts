/** Who has others dialled afresh through relays, and when. */
import type { EntryPlan, Plan } from '../plan.ts'
import type { Interval, Times } from './times.ts'

/** Whether an expectation may have one of these peers dialled through a relay in that time; null: any peer. */
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
  const isOne = (name: string) => peers === null || peers.includes(name)
  const { expectation } = entry
  switch (expectation.kind) {
    case 'reachable':
    case 'unreachable':
      return expectation.params.path !== 'direct' && expectation.params.to.some(isOne)
    case 'matrix':
      return expectation.params.table.some(({ to }) => isOne(to))
    case 'transfer':
      return expectation.params.path !== 'direct' && expectation.params.to.some(isOne)
    case 'metric':
      return false
    default:
      return true
  }
}
