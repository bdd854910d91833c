import { expectationOf } from '../../expectations/registry.ts'
import { factsOf } from '../../faults/registry.ts'
import type { ExpectationEntryPlan, FaultEntryPlan, PeerPlan, Plan } from '../plan.ts'
import { keepaliveOf, mostOf } from './keepalive.ts'
import { helpsItself, peersOf } from './requests.ts'
import type { LintFinding } from './rule.ts'
import { type ArePair, betweenOf } from './silence.ts'
import type { Times } from './times.ts'

/**
 * Finds reservations that are expected again though the peer does not ask again: js-libp2p asks a configured relay
 * when it starts, and never again after their connection has closed (js-libp2p issue 3601).
 */
export function neverRegained(plan: Plan, times: Times): readonly LintFinding[] {
  const losses = lossesOf(plan)
  const byName = new Map(peersOf(plan).map((peer) => [peer.name, peer]))
  return plan.timeline.flatMap((entry): readonly LintFinding[] => {
    if (entry.type !== 'expectation' || entry.mode.kind !== 'within' || entry.known !== null) return []
    const needs = neededBy(entry, byName)
    if (needs.length === 0) return []
    const before = losses.filter((loss) => isOver(times, loss, entry))
    for (const { peer, relays } of needs) {
      if (helpsItself(peer) || relays.length === 0) continue
      const causes = relays.map(
        (relay) =>
          before.find(
            (loss) =>
              loss.between(peer.name, relay) &&
              isUp(times, loss.entry, peer.name) &&
              !isStarted(times, { fault: loss.entry, entry, peer }),
          )?.entry,
      )
      const [cause] = causes
      if (cause === undefined || causes.includes(undefined)) continue
      return [
        {
          code: 'too-soon',
          entry,
          cause: { entry: cause, label: 'the reservation is lost here', here: 'needs it' },
          message: `\`${peer.name}\` has lost its reservation: \`${cause.id}\` closes the connection, and js-libp2p asks a configured relay only once`,
          hint: 'restart the peer before this, give it `recovery: relisten`, or mark this `known: https://github.com/libp2p/js-libp2p/issues/3601`',
        },
      ]
    }
    return []
  })
}

interface Need {
  readonly peer: PeerPlan
  /** A reservation on one of these is enough. */
  readonly relays: readonly string[]
}

/** The reservations that must be held for it to hold, one for each peer and choice of relays. */
function neededBy(
  { expectation }: ExpectationEntryPlan,
  peers: ReadonlyMap<string, PeerPlan>,
): readonly Need[] {
  return expectationOf(expectation.kind)
    .neededReservations(expectation.params)
    .flatMap(({ peers: names, relays }) =>
      names.flatMap((name) => {
        const peer = peers.get(name)
        if (peer === undefined) return []
        return [{ peer, relays: peer.relays.filter((one) => relays?.includes(one) ?? true) }]
      }),
    )
}

/** A fault that closes the connections between some nodes in every run. */
interface Loss {
  readonly entry: FaultEntryPlan
  readonly between: ArePair
  /** Time until it has closed them. */
  readonly noticed: number
}

function lossesOf(plan: Plan): readonly Loss[] {
  const keepalive = keepaliveOf(plan)
  const needed = keepalive === null ? Number.POSITIVE_INFINITY : mostOf(keepalive)
  return plan.timeline.flatMap((entry): readonly Loss[] => {
    if (entry.type !== 'fault') return []
    const { ends, disconnects, silences } = factsOf(entry.fault)
    const isNoticed = Number.isFinite(needed) && (entry.for ?? Number.POSITIVE_INFINITY) >= needed
    return [
      ...(ends.length === 0
        ? []
        : [
            {
              entry,
              between: (_peer: string, relay: string) => ends.includes(relay),
              noticed: silences === null ? 0 : needed,
            },
          ]),
      ...(disconnects === null ? [] : [{ entry, between: betweenOf(plan, disconnects), noticed: 0 }]),
      ...(silences?.onlyDelays && isNoticed
        ? [{ entry, between: betweenOf(plan, silences.between), noticed: needed }]
        : []),
    ]
  })
}

/** Returns true if the expectation comes after the loss. */
function isOver(times: Times, { entry: fault, noticed }: Loss, entry: ExpectationEntryPlan): boolean {
  const since = times.since(fault, entry).from
  return since >= noticed && (since > 0 || times.waitsFor(entry, fault))
}

/** Returns true if the peer starts before the fault in every run. If not, its first request may follow the fault. */
function isUp(times: Times, entry: FaultEntryPlan, name: string): boolean {
  return times.nodeStarts(name).some(({ to }) => to < times.startOf(entry).from)
}

interface Question {
  readonly fault: FaultEntryPlan
  readonly entry: ExpectationEntryPlan
  readonly peer: PeerPlan
}

/** Returns true if a fault may start the peer again between the loss and the end of the expectation. */
function isStarted(times: Times, { fault, entry, peer }: Question): boolean {
  const after = times.startOf(fault).from
  const until = times.endOf(entry).to
  return times.nodeStarts(peer.name).some(({ from, to }) => to >= after && from <= until)
}
