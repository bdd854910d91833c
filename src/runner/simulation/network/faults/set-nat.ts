import { Layers } from '../../../../base/layers.ts'
import type { Router } from '../routes/address-space.ts'
import type { NatBehaviour } from '../routes/nat-behaviour.ts'
import type { NatTable } from '../routes/nat-table.ts'
import { type Changes, noChanges, type ReversibleFault } from './changes.ts'

/** Replaces the NAT of a router. Mappings are lost, except static ones. */
export function setNat({ nat }: Router, behaviour: NatBehaviour, now: number): ReversibleFault {
  const giveUp = behaviours.add(nat, nat.behaviour)
  const changes = replace(nat, behaviour, now)
  const heal = (then: number): Changes => {
    const given = giveUp()
    return given === null ? noChanges : replace(nat, given.restored, then)
  }
  return { changes, heal }
}

const behaviours = new Layers<NatTable, NatBehaviour>()

function replace(nat: NatTable, behaviour: NatBehaviour, now: number): Changes {
  const mappingsLost = nat.flush(now)
  nat.behaviour = behaviour
  return { ...noChanges, mappingsLost }
}

/** Removes the mappings of a router, except static ones. */
export function flushNat({ nat }: Router, now: number): Changes {
  return { ...noChanges, mappingsLost: nat.flush(now) }
}
