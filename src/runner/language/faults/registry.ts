/** Every fault by the name that a topology uses. A new fault is a file beside this one and a line here. */
import type * as z from 'zod'
import { peersInUse } from '../values/relay-in-use.ts'
import { clockSkew } from './clock-skew.ts'
import { cut } from './cut.ts'
import { dial } from './dial.ts'
import { disconnect } from './disconnect.ts'
import { dns } from './dns.ts'
import { dropReservations } from './drop-reservations.ts'
import { type FaultFacts, noFacts } from './facts.ts'
import type { FaultDefinition } from './fault.ts'
import { flushNat } from './flush-nat.ts'
import { kill } from './kill.ts'
import { link } from './link.ts'
import { mapPort } from './map-port.ts'
import { move } from './move.ts'
import { partition } from './partition.ts'
import { pause } from './pause.ts'
import { powerLoss } from './power-loss.ts'
import { refuseReservations } from './refuse-reservations.ts'
import { restart } from './restart.ts'
import { restartRouter } from './restart-router.ts'
import { resume } from './resume.ts'
import { setNat } from './set-nat.ts'
import { setRelay } from './set-relay.ts'
import { start } from './start.ts'
import { stop } from './stop.ts'
import { unmapPort } from './unmap-port.ts'
import { upnp } from './upnp.ts'

export const faults = {
  stop,
  kill,
  'power-loss': powerLoss,
  start,
  restart,
  pause,
  resume,
  disconnect,
  dial,
  'refuse-reservations': refuseReservations,
  'drop-reservations': dropReservations,
  'set-relay': setRelay,
  cut,
  partition,
  link,
  'flush-nat': flushNat,
  'set-nat': setNat,
  'restart-router': restartRouter,
  'map-port': mapPort,
  'unmap-port': unmapPort,
  move,
  dns,
  upnp,
  'clock-skew': clockSkew,
} as const

export type FaultKind = keyof typeof faults

/** The fault that brings back a node that another one has ended. */
export const starting: FaultKind = 'start'

/** A fault of the plan: its kind and its resolved parameters. */
export type FaultPlan = {
  [K in FaultKind]: { readonly kind: K; readonly params: z.output<(typeof faults)[K]['params']> }
}[FaultKind]

/** Returns the definition of a kind, without the types of its parameters. */
export function faultOf(kind: FaultKind): FaultDefinition {
  return faults[kind] as unknown as FaultDefinition
}

/**
 * Returns the facts of a fault. Its parameters can still be patterns: then its facts are patterns too. The relay that a
 * peer holds is known only during the run: a fault that names it says nothing of any node.
 */
export function factsOf({ kind, params }: FaultPlan): FaultFacts {
  const facts = faultOf(kind).facts(params)
  if (peersInUse(params).length === 0) return facts
  const { takes, libp2p, links } = facts
  return { ...noFacts, takes, libp2p, links }
}
