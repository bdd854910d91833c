/**
 * Cuts. *Refuse* is a firewall that rejects with a reset: connections end at once, connects are refused after a round
 * trip. *Blackhole* is a broken wire: it loses everything in flight and everything sent. TCP sends it again when its
 * retransmission timer ends, which can be up to two minutes after the cut has healed.
 */

import { connectionsBetween, type OpenConnection } from '../kernel/connections.ts'
import { failAt, type Kernel } from '../kernel/kernel.ts'
import type { Host } from '../kernel/state.ts'
import { type Barrier, type Links, outsideNames } from '../routes/links.ts'
import type { MachineNames } from '../routes/rule-table.ts'
import { type Changes, noChanges, type ReversibleFault } from './changes.ts'
import type { NetworkParts } from './network-parts.ts'

export interface CutRule {
  /** Hosts, routers or `*`. */
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly mode: 'refuse' | 'blackhole'
  readonly oneWay: boolean
}

/** Cuts the links from some machines to others. A router stands for all machines behind it, seen from outside. */
export function beginCut(parts: NetworkParts, rule: CutRule, now: number): ReversibleFault {
  const { mode, oneWay } = rule
  const [from, to] = [new Set(rule.from), new Set(rule.to)]
  const forth = (sender: MachineNames, receiver: MachineNames) => names(from, sender) && names(to, receiver)
  const covers = (a: MachineNames, b: MachineNames) => forth(a, b) || (!oneWay && forth(b, a))
  return install(parts, mode, covers, now)
}

/** Cuts the groups off from each other. A machine in no group still reaches all others. */
export function beginPartition(
  parts: NetworkParts,
  groups: readonly MachineNames[],
  mode: CutRule['mode'],
  now: number,
): ReversibleFault {
  const sets = groups.map((group) => new Set(group))
  const groupOf = (machine: MachineNames) => sets.findIndex((group) => names(group, machine))
  const covers = (a: MachineNames, b: MachineNames) =>
    groupOf(a) !== -1 && groupOf(b) !== -1 && groupOf(a) !== groupOf(b)
  return install(parts, mode, covers, now)
}

function install(
  { kernel, routes }: NetworkParts,
  mode: CutRule['mode'],
  covers: Barrier['covers'],
  now: number,
): ReversibleFault {
  const { links } = routes
  const barrier: Barrier = { answers: mode === 'refuse', covers, held: 0, refused: 0 }
  const covered = (a: Host, b: Host) => {
    const [from, to] = [routes.attachment(a), routes.attachment(b)]
    return covers(outsideNames(from, to), outsideNames(to, from))
  }
  const connections = connectionsBetween(kernel.hosts, covered)
  const end = links.addBarrier(barrier)
  const changes = barrier.answers
    ? resetConnections(kernel, connections, now)
    : {
        ...noChanges,
        connectionsAffected: connections.length,
        deliveriesHeld: packetsAt(kernel, links, barrier),
      }
  const heal = (): Changes =>
    end() ? { ...noChanges, deliveriesHeld: barrier.held, connectsRefused: barrier.refused } : noChanges
  return { changes, heal }
}

function packetsAt({ queue }: Kernel, links: Links, barrier: Barrier): number {
  let packets = 0
  for (const event of queue)
    if ((event.kind === 'packet' || event.kind === 'datagram') && links.stops(barrier, event.route.link))
      packets += 1
  return packets
}

function resetConnections(kernel: Kernel, connections: readonly OpenConnection[], now: number): Changes {
  for (const { socket, peer } of connections) {
    kernel.tap?.severed(socket, now)
    if (peer !== null) kernel.tap?.severed(peer, now)
    failAt(kernel, socket, 'ECONNRESET', now)
    if (peer !== null) failAt(kernel, peer, 'ECONNRESET', now)
  }
  return { ...noChanges, connectionsClosed: connections.length }
}

function names(wanted: ReadonlySet<string>, machine: MachineNames): boolean {
  return wanted.has('*') || machine.some((name) => wanted.has(name))
}
