import { aspect } from '../../../../base/layers.ts'
import type { Router } from '../routes/address-space.ts'
import type { NatBehaviour } from '../routes/nat-behaviour.ts'
import type { NatTable } from '../routes/nat-table.ts'
import { type Changes, noChanges, type ReversibleFault } from './changes.ts'
import type { NetworkParts } from './network-parts.ts'

/** Replaces the NAT of a router. Mappings are lost, except static ones. */
export function setRouterNat(
  { layers }: NetworkParts,
  { nat, udp }: Router,
  behaviour: NatBehaviour,
  now: number,
): ReversibleFault {
  const end = layers.of(natOfRouter, nat).add(behaviour, nat.behaviour)
  const changes = replace([nat, udp], behaviour, now)
  const heal = (then: number): Changes => {
    const ending = end()
    return ending.kind === 'uncovered' ? replace([nat, udp], ending.state, then) : noChanges
  }
  return { changes, heal }
}

const natOfRouter = aspect<NatBehaviour>('NAT of a router')

function replace(tables: readonly NatTable[], behaviour: NatBehaviour, now: number): Changes {
  const changes = flush(tables, now)
  for (const table of tables) table.behaviour = behaviour
  return changes
}

function flush(tables: readonly NatTable[], now: number): Changes {
  return { ...noChanges, mappingsLost: tables.reduce((lost, table) => lost + table.flush(now), 0) }
}

/** Removes the mappings of a router, except static ones. */
export function flushRouterNat({ nat, udp }: Router, now: number): Changes {
  return flush([nat, udp], now)
}
