/**
 * Cuts. *Refuse* is a firewall that rejects with a reset: connections end at once, connects are refused after a round
 * trip. *Blackhole* is a broken wire: what is in flight is lost, what is sent is lost, and TCP sends it again when
 * its retransmission timer says so, which can be up to two minutes after the cut has healed.
 */
import { connectionsBetween } from './connections.ts'
import { type Core, failAt } from './core.ts'
import type { Host } from './host.ts'
import { type ActiveCut, outside } from './paths.ts'
import { type Changes, type CutRule, noChanges, type ReversibleFault } from './switch-config.ts'

type Names = readonly string[]

/** Cuts the ways from some machines to others. A router stands for all behind it, but not for their own network. */
export function cut(core: Core, { from, to, mode, oneWay }: CutRule, now: number): ReversibleFault {
  const forth = (sender: Names, receiver: Names) => names(from, sender) && names(to, receiver)
  const covers = (a: Names, b: Names) => forth(a, b) || (!oneWay && forth(b, a))
  return install(core, { mode, covers, held: 0, refused: 0 }, now)
}

/** Cuts the groups off from each other. Who is in no group still reaches everybody. */
export function partition(
  core: Core,
  groups: readonly Names[],
  mode: CutRule['mode'],
  now: number,
): ReversibleFault {
  const groupOf = (machine: Names) => groups.findIndex((group) => names(group, machine))
  const covers = (a: Names, b: Names) => groupOf(a) !== -1 && groupOf(b) !== -1 && groupOf(a) !== groupOf(b)
  return install(core, { mode, covers, held: 0, refused: 0 }, now)
}

function install(core: Core, active: ActiveCut, now: number): ReversibleFault {
  const covered = (from: Host, to: Host) => active.covers(outside(from, to), outside(to, from))
  const connections = connectionsBetween(core, covered)
  const end = core.paths.addCut(active)
  const heal = () =>
    end() ? { ...noChanges, deliveriesHeld: active.held, connectsRefused: active.refused } : noChanges
  return { changes: begin(core, active, connections, now), heal }
}

function begin(
  core: Core,
  active: ActiveCut,
  connections: ReturnType<typeof connectionsBetween>,
  now: number,
): Changes {
  switch (active.mode) {
    case 'refuse':
      for (const { socket, peer } of connections) {
        failAt(core, socket, 'ECONNRESET', now)
        if (peer !== null) failAt(core, peer, 'ECONNRESET', now)
      }
      return { ...noChanges, connectionsClosed: connections.length }
    case 'blackhole': {
      let deliveriesHeld = 0
      for (const event of core.queue) {
        if (event.kind === 'packet' && core.paths.refresh(event.route.path).cut === active)
          deliveriesHeld += 1
      }
      return { ...noChanges, connectionsAffected: connections.length, deliveriesHeld }
    }
    default:
      return active.mode satisfies never
  }
}

function names(wanted: Names, machine: Names): boolean {
  return wanted.includes('*') || machine.some((name) => wanted.includes(name))
}
