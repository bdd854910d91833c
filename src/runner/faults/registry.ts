/** Every fault by the name that a topology uses. A new one is a file beside this one and a line here. */
import type { z } from 'zod'
import { disconnect } from './disconnect.ts'
import type { FaultDefinition } from './fault.ts'
import { kill } from './kill.ts'
import { pause } from './pause.ts'
import { refuseReservations } from './refuse-reservations.ts'
import { restart } from './restart.ts'
import { resume } from './resume.ts'
import { start } from './start.ts'
import { stop } from './stop.ts'

export const faults = {
  stop,
  kill,
  start,
  restart,
  pause,
  resume,
  disconnect,
  'refuse-reservations': refuseReservations,
} as const

export type FaultKind = keyof typeof faults

/** A fault of the plan: its kind and its resolved parameters. */
export type FaultPlan = {
  [K in FaultKind]: { readonly kind: K; readonly params: z.output<(typeof faults)[K]['params']> }
}[FaultKind]

/** The definition of a kind, seen without its parameters' types. */
export function faultOf(kind: FaultKind): FaultDefinition {
  return faults[kind] as unknown as FaultDefinition
}
