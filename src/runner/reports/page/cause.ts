import type { TopoEvent } from '../../../events/event.ts'
import type { EntryPlan, Plan } from '../../language/plan/plan.ts'
import { concernedNodes, namedIn, subjectsOf } from '../text/concerned-nodes.ts'
import type { EntryMoments } from './entry-moments.ts'
import { latest } from './run-states.ts'

/** The events that explain a failure, in the order of the log. */
export interface Cause {
  /** The loss that was not made good before the entry ended; null: nothing was lost. */
  readonly lost: TopoEvent | null
  /** The last fault that began before the loss, or else before the end of the entry; null: there is none. */
  readonly fault: TopoEvent | null
  /** The last observation of the entry's nodes; null: there is none. */
  readonly last: TopoEvent | null
  /** The node that lost something, or else the node of the last observation; null: no node is to be named. */
  readonly node: string | null
}

export interface CauseOptions {
  readonly plan: Plan
  readonly events: readonly TopoEvent[]
  readonly moments: ReadonlyMap<string, EntryMoments>
  /** Numbers of the last events about the entry's nodes, oldest first. */
  readonly story: readonly number[]
  /** Numbers of the events that the reason of the failure is about. */
  readonly evidence: readonly number[]
}

interface Loss {
  readonly event: TopoEvent
  readonly node: string
  readonly weight: number
}

/** Finds the events that explain the failure of an entry. */
export function causeOf(id: string, { plan, events, moments, story, evidence }: CauseOptions): Cause {
  const entry = plan.timeline.find((one) => one.id === id)
  const end = moments.get(id)?.ended.n ?? events.at(-1)?.n ?? 0
  if (entry === undefined) return { lost: null, fault: null, last: null, node: null }
  const concerned = concernedNodes(entry, plan)
  const subjects = subjectsOf(concerned, plan)
  const numbered = (n: number) => {
    const event = latest(events, n)
    return event?.n === n ? [event] : []
  }
  const shown = new Set(evidence.flatMap(numbered).flatMap(namedIn))
  const loss = worstOf(openLosses(events, end, subjects), entry, shown)
  const before = loss?.event.n ?? end
  // Lines that came close are told beside the reason.
  const isSeen = (event: TopoEvent) =>
    event.kind !== 'log-missed' && namedIn(event).some((name) => subjects.has(name))
  const last =
    story
      .toSorted((a, b) => a - b)
      .flatMap(numbered)
      .findLast((event) => event.n <= end && isSeen(event)) ?? null
  const isAbout = (fault: EntryPlan) => [...concernedNodes(fault, plan)].some((name) => concerned.has(name))
  const faults = new Map(plan.timeline.filter(({ type }) => type === 'fault').map((one) => [one.id, one]))
  const fault = events.findLast((event) => {
    if (event.kind !== 'fault-started' || event.n >= before) return false
    const own = faults.get(event.entry)
    return own !== undefined && isAbout(own)
  })
  const seen = last === null ? [] : namedIn(last).filter((name) => subjects.has(name))
  return { lost: loss?.event ?? null, fault: fault ?? null, last, node: loss?.node ?? seen[0] ?? null }
}

/** Losses up to an event that nothing has made good since. */
function openLosses(events: readonly TopoEvent[], end: number, of: ReadonlySet<string>): readonly Loss[] {
  const open = new Map<string, Loss>()
  for (const event of events) {
    if (event.n > end) break
    const change = turnIn(event)
    if (change === null || !of.has(change.node)) continue
    const { node, what, weight } = change
    const key = `${what} ${node} ${change.with}`
    if (weight === 0) open.delete(key)
    else if (!open.has(key)) open.set(key, { event, node, weight })
  }
  return [...open.values()]
}

interface Turn {
  readonly node: string
  /** The thing that is lost or regained. */
  readonly what: 'life' | 'reservation' | 'connection'
  /** The relay or the peer. */
  readonly with: string
  /** Importance of a loss; 0: it is regained. */
  readonly weight: number
}

const regained = 0

function turnIn(event: TopoEvent): Turn | null {
  switch (event.kind) {
    case 'node-exited':
    case 'node-failed':
    case 'node-paused':
      return { node: event.node, what: 'life', with: '', weight: 3 }
    case 'node-ready':
    case 'node-resumed':
      return { node: event.node, what: 'life', with: '', weight: regained }
    case 'reservation-lost':
    case 'reservation-failed':
      return { node: event.node, what: 'reservation', with: event.relay, weight: 2 }
    case 'reservation-made':
      return { node: event.node, what: 'reservation', with: event.relay, weight: regained }
    case 'relay-reservation': {
      const isHeld = event.outcome === 'accepted' || event.outcome === 'renewed'
      return { node: event.peer, what: 'reservation', with: event.node, weight: isHeld ? regained : 2 }
    }
    case 'connection-closed':
      return { node: event.node, what: 'connection', with: event.peer, weight: 1 }
    case 'connection-opened':
      return { node: event.node, what: 'connection', with: event.peer, weight: regained }
    default:
      return null
  }
}

/** The weightiest loss; of equal ones that of the target, then that of a node in the evidence, and then the latest. */
function worstOf(losses: readonly Loss[], entry: EntryPlan, shown: ReadonlySet<string>): Loss | null {
  const params: Readonly<Record<string, unknown>> =
    entry.type === 'expectation' ? { ...entry.expectation.params } : {}
  const targets = new Set([params['to']].flat())
  const rank = ({ node, weight, event }: Loss) =>
    [weight, targets.has(node) ? 1 : 0, shown.has(node) ? 1 : 0, event.n] as const
  const isBefore = (a: Loss, b: Loss) => {
    const [one, other] = [rank(a), rank(b)]
    const differs = one.findIndex((value, index) => value !== other[index])
    return differs === -1 ? 0 : (other[differs] ?? 0) - (one[differs] ?? 0)
  }
  return losses.toSorted(isBefore)[0] ?? null
}
