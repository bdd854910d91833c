/** All expectations, by the names that topologies use. A new one is a file beside this one and a line here. */
import type * as z from 'zod'
import { addresses } from './addresses.ts'
import { connection } from './connection.ts'
import { discovered } from './discovered.ts'
import { event } from './event.ts'
import type { ExpectationDefinition } from './expectation.ts'
import { identified } from './identified.ts'
import { log } from './log.ts'
import { matrix } from './matrix.ts'
import { metric } from './metric.ts'
import { natStatus } from './nat-status.ts'
import { process } from './process.ts'
import { reachable } from './reachable.ts'
import { registered } from './registered.ts'
import { reservation } from './reservation.ts'
import { resource } from './resource.ts'
import { transfer } from './transfer.ts'
import { unreachable } from './unreachable.ts'
import { upgraded } from './upgraded.ts'

export const expectations = {
  reachable,
  unreachable,
  matrix,
  reservation,
  connection,
  addresses,
  'nat-status': natStatus,
  upgraded,
  registered,
  discovered,
  metric,
  resource,
  identified,
  transfer,
  event,
  log,
  process,
} as const

export type ExpectationKind = keyof typeof expectations

/** An expectation of the plan: its kind and its resolved parameters. */
export type ExpectationPlan = {
  [K in ExpectationKind]: { readonly kind: K; readonly params: z.output<(typeof expectations)[K]['params']> }
}[ExpectationKind]

/** Returns true if an entry with these parameters, as written or as planned, asks the nodes. */
export function asksNodes(
  { probe, asksWith }: Pick<ExpectationDefinition, 'probe' | 'asksWith'>,
  given: unknown,
): boolean {
  return probe !== null && (asksWith === undefined || Object(given)[asksWith] === true)
}

/** Returns the definition of a kind without the types of its parameters. */
export function expectationOf(kind: ExpectationKind): ExpectationDefinition {
  return expectations[kind] as unknown as ExpectationDefinition
}
