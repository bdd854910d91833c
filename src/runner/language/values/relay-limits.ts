import * as z from 'zod'
import { durationProblem } from './duration.ts'
import { formatDuration } from './format-duration.ts'
import { formatSize, size, sizeProblem } from './size.ts'
import { positive, timed } from './timed.ts'

const most = 1_000_000

/** A limit in a topology: a whole number or `unlimited`. For `unlimited` the plan has null. */
function atMost(least: number) {
  return z
    .union([z.int().min(least).max(most), z.literal('unlimited')])
    .transform((value) => (value === 'unlimited' ? null : value))
}

/** A limit in a topology with a unit, or `unlimited`. For `unlimited` the plan has null. */
function orUnlimited(schema: z.ZodType<number>, problem: string) {
  return z.string({ error: problem }).transform((text, context): number | null => {
    if (text === 'unlimited') return null
    const { data, error } = schema.safeParse(text)
    for (const { message } of error?.issues ?? []) context.addIssue({ code: 'custom', message })
    return data ?? z.NEVER
  })
}

const limiters = z
  .array(
    z.strictObject({
      per: z
        .enum(['peer', 'ip'])
        .meta({ description: 'The owner of a bucket: each peer, or each IP address' }),
      limit: z.int().min(1).max(most).meta({ description: 'Most tokens in a bucket; a request takes one' }),
      interval: positive.meta({ description: 'Time until one more token falls into it' }),
    }),
  )
  .max(8)

/** The limits of a relay in a topology, with the names of rust-libp2p's `relay::Config` in camelCase. */
export const relayLimits = z.strictObject({
  maxReservations: atMost(0).optional().meta({ description: 'Most reservations that it holds at a time' }),
  maxReservationsPerPeer: atMost(1)
    .optional()
    .meta({ description: 'Most reservations of one peer at a time, over different connections' }),
  reservationDuration: timed.optional().meta({ description: 'Duration of a reservation' }),
  reservationRateLimiters: limiters.optional().meta({
    description:
      'Rate of granted reservations, `{ per: peer, limit: 30, interval: 2m }`: each peer, or each `ip`, has a bucket of `limit` tokens, and one token falls into it every `interval`',
  }),
  maxCircuits: atMost(0).optional().meta({ description: 'Most circuits that are open at a time' }),
  maxCircuitsPerPeer: atMost(0)
    .optional()
    .meta({ description: 'Most open circuits of one peer, as source or destination' }),
  maxCircuitDuration: orUnlimited(timed, durationProblem)
    .optional()
    .meta({ description: 'Longest time that a circuit stays open, or `unlimited`' }),
  maxCircuitBytes: orUnlimited(size, sizeProblem).optional().meta({
    description:
      'Most bytes that a circuit carries, both directions together, or `unlimited`. Connections through a relay with neither limit are not limited ones',
  }),
  circuitSrcRateLimiters: limiters
    .optional()
    .meta({ description: 'Rate of granted circuits, by their source, in the same form' }),
})

type Given = z.output<typeof relayLimits>

/** Returns the given limits, without the keys that the parser added as undefined. */
export function givenLimits(limits: Given): { readonly [K in keyof Given]: Exclude<Given[K], undefined> } {
  return Object.fromEntries(
    Object.keys(relayLimits.shape).flatMap((key) => {
      const value = limits[key as keyof Given]
      return value === undefined ? [] : [[key, value]]
    }),
  )
}

/** Describes limits: `maxReservations 1, reservationDuration 1h`. */
export function describeLimits(limits: Readonly<Record<string, unknown>>): string {
  return Object.entries(limits)
    .map(([key, value]) => `${key} ${describeLimit(key, value)}`)
    .join(', ')
}

function describeLimit(key: string, value: unknown): string {
  if (value === null) return 'unlimited'
  if (typeof value === 'number') {
    return key.endsWith('Duration')
      ? formatDuration(value)
      : key.endsWith('Bytes')
        ? formatSize(value)
        : String(value)
  }
  return Array.isArray(value) && value.length === 0
    ? 'none'
    : `with ${Array.isArray(value) ? value.length : 1} buckets`
}
