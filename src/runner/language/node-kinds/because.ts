/** The reasons for differences between a boot-node and production, for `topo contract check`. */
import * as z from 'zod'
import { type ContractTerm, contractTerms } from '../values/contract-terms.ts'
import { givenLimits, type relayLimits } from '../values/relay-limits.ts'

const reason = z.string().min(1, { error: 'expected a reason' }).max(1000)

type Excused = ContractTerm | 'profile'

const excused: readonly Excused[] = ['profile', ...contractTerms]

export const because = z
  .union([
    reason,
    z.strictObject(
      Object.fromEntries(
        excused.map((term) => [
          term,
          reason.optional().meta({ description: `The reason for another \`${term}\`` }),
        ]),
      ) as Record<Excused, z.ZodOptional<typeof reason>>,
    ),
  ])
  .optional()
  .meta({
    description:
      'The reason for its differences from production: one text for all, or one for each key, `{ profile: …, maxReservations: … }`: [the contract](contract.md)',
  })

interface Overriding {
  readonly relay: z.output<typeof relayLimits> | false
  readonly autonat?: unknown
  readonly rendezvous?: unknown
  readonly kad?: unknown
}

/** Returns the keys that override the profile. */
function overriddenBy({ relay, ...services }: Overriding): readonly ContractTerm[] {
  const limits = relay === false ? ['maxReservations', 'maxCircuits'] : Object.keys(givenLimits(relay))
  return contractTerms.filter((term) =>
    term === 'autonat' || term === 'rendezvous' || term === 'kad'
      ? services[term] !== undefined
      : limits.includes(term),
  )
}

/** Returns the reasons for keys that are not overridden. Each is a mistake. */
export function idleReasons(given: z.output<typeof because>, params: Overriding): readonly string[] {
  if (given === undefined || typeof given === 'string') return []
  const possible: readonly string[] = ['profile', ...overriddenBy(params)]
  return Object.keys(given).filter((key) => !possible.includes(key))
}

/** Returns the reason for each key. A single text is the reason for all overridden keys and for the profile. */
export function reasonsOf(
  given: z.output<typeof because>,
  params: Overriding,
): Readonly<Partial<Record<Excused, string>>> {
  const reasons =
    typeof given === 'string'
      ? [...overriddenBy(params), 'profile'].map((key) => [key, given])
      : Object.entries(given ?? {}).filter(([, text]) => text !== undefined)
  return Object.fromEntries(reasons)
}
