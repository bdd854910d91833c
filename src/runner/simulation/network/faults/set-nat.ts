import { aspect } from '../../../../base/layers.ts'
import type { Router } from '../routes/address-space.ts'
import type { NatBehaviour } from '../routes/nat-behaviour.ts'
import type { NatTable } from '../routes/nat-table.ts'
import { type Changes, noChanges, type ReversibleFault } from './changes.ts'
import type { NetworkParts } from './network-parts.ts'

/** Replaces the NAT of a router. Mappings are lost, except static ones. */
export function setRouterNat(
  { layers }: NetworkParts,
  { nat }: Router,
  behaviour: NatBehaviour,
  now: number,
): ReversibleFault {
  const end = layers.of(natOfRouter, nat).add(behaviour, nat.behaviour)
  const changes = replace(nat, behaviour, now)
  const heal = (then: number): Changes => {
    const ending = end()
    return ending.kind === 'uncovered' ? replace(nat, ending.state, then) : noChanges
  }
  return { changes, heal }
}

const natOfRouter = aspect<NatBehaviour>('NAT of a router')

function replace(nat: NatTable, behaviour: NatBehaviour, now: number): Changes {
  const mappingsLost = nat.flush(now)
  nat.behaviour = behaviour
  return { ...noChanges, mappingsLost }
}

/** Removes the mappings of a router, except static ones. */
export function flushRouterNat({ nat }: Router, now: number): Changes {
  return { ...noChanges, mappingsLost: nat.flush(now) }
}
