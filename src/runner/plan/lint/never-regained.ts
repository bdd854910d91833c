import type { ExpectationEntryPlan, FaultEntryPlan, NodePlan, Plan } from '../plan.ts'
import { keepaliveOf, mostOf } from './keepalive.ts'
import { helpsItself, peersOf, startsOf } from './requests.ts'
import type { Finding } from './rule.ts'
import { silenceOf } from './silence.ts'
import type { Times } from './times.ts'

type Peer = Extract<NodePlan, { kind: 'peer' }>

/**
 * A reservation that is expected again, though nobody asks for it: js-libp2p asks a configured relay when it starts,
 * and never again once their connection has closed (js-libp2p issue 3601).
 */
export function neverRegained(plan: Plan, times: Times): readonly Finding[] {
  const faults = plan.timeline.filter((entry) => entry.type === 'fault')
  const byName = new Map(peersOf(plan).map((peer) => [peer.name, peer]))
  return plan.timeline.flatMap((entry): readonly Finding[] => {
    if (entry.type !== 'expectation' || entry.mode.kind !== 'within' || entry.known !== null) return []
    for (const { peer, relays } of neededBy(entry, byName)) {
      if (helpsItself(peer) || relays.length === 0) continue
      const causes = relays.map((relay) =>
        faults.find(
          (fault) => costs(plan, times, fault, peer, relay) && isOver(plan, times, { fault, entry, peer }),
        ),
      )
      const [cause] = causes
      if (cause === undefined || causes.includes(undefined)) continue
      return [
        {
          code: 'too-soon',
          entry,
          message: `\`${peer.name}\` has no reservation any more: \`${cause.id}\` costs it the connection, and js-libp2p asks a configured relay only once`,
          hint: 'restart the peer before, let it recover by itself, or mark this `known: https://github.com/libp2p/js-libp2p/issues/3601`',
        },
      ]
    }
    return []
  })
}

interface Need {
  readonly peer: Peer
  /** It holds as long as one of these is left. */
  readonly relays: readonly string[]
}

/** Which reservations must be held for it to hold. */
function neededBy({ expectation }: ExpectationEntryPlan, peers: ReadonlyMap<string, Peer>): readonly Need[] {
  const needs = (names: readonly string[], via: readonly string[] | null) =>
    names.flatMap((name) => {
      const peer = peers.get(name)
      return peer === undefined
        ? []
        : [{ peer, relays: peer.relays.filter((one) => via?.includes(one) ?? true) }]
    })
  switch (expectation.kind) {
    case 'reservation': {
      const { peer, relay, state } = expectation.params
      return state === 'held' ? relay.flatMap((one) => needs(peer, [one])) : []
    }
    case 'reachable': {
      const { to, path, via } = expectation.params
      return path === 'relayed' || via !== null ? needs(to, via) : []
    }
    case 'addresses': {
      const { node, path, via, state } = expectation.params
      return state === 'present' && (path === 'relayed' || via !== null) ? needs(node, via) : []
    }
    default:
      return []
  }
}

/** Whether the fault surely closes the connection between a peer and its relay. */
function costs(plan: Plan, times: Times, entry: FaultEntryPlan, peer: Peer, relay: string): boolean {
  const { fault } = entry
  if (!isUp(plan, times, entry, peer.name)) return false
  switch (fault.kind) {
    case 'restart':
    case 'stop':
    case 'kill':
      return fault.params.node.includes(relay)
    case 'disconnect': {
      const { node, from } = fault.params
      return (
        (node.includes(relay) && from.includes(peer.name)) ||
        (node.includes(peer.name) && from.includes(relay))
      )
    }
    case 'cut':
    case 'partition':
    case 'pause': {
      const keepalive = keepaliveOf(plan)
      const lasts = entry.for ?? Number.POSITIVE_INFINITY
      const isNoticed = keepalive !== null && lasts >= mostOf(keepalive)
      return isNoticed && (silenceOf(plan, fault)?.(peer.name, relay) ?? false)
    }
    default:
      return false
  }
}

/** Whether the peer has surely started by then: it might ask for its first reservation only after the fault. */
function isUp(plan: Plan, times: Times, entry: FaultEntryPlan, name: string): boolean {
  const starts = startsOf(plan, times, name)
  return starts.length > 0 && starts.some(({ to }) => to < times.startOf(entry).from)
}

interface Question {
  readonly fault: FaultEntryPlan
  readonly entry: ExpectationEntryPlan
  readonly peer: Peer
}

/** Whether the expectation comes after the loss, and nothing starts the peer anew in between. */
function isOver(plan: Plan, times: Times, { fault, entry, peer }: Question): boolean {
  const keepalive = keepaliveOf(plan)
  const noticed = silenceOf(plan, fault.fault) === null || keepalive === null ? 0 : mostOf(keepalive)
  const since = times.since(fault, entry).from
  if (since < noticed || (since === 0 && times.chainTo(fault, entry) === null)) return false
  const after = times.startOf(fault).from
  const until = times.endOf(entry).to
  return !startsOf(plan, times, peer.name).some(({ from, to }) => to >= after && from <= until)
}
