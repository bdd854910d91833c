import * as z from 'zod'
import { distribution } from './distribution.ts'
import { duration } from './duration.ts'
import { orNull } from './optional.ts'
import { alsoCalled } from './other-words.ts'
import { percentage } from './percentage.ts'
import { type NodeShare, refineShares } from './shares.ts'

/** Faults by which a node leaves. */
const departures = ['stop', 'kill', 'power-loss'] as const
const departuresProblem = `expected one of ${departures.join(', ')}, or shares: { stop: 80%, power-loss: 20% }`

type LeaveKind = (typeof departures)[number]

const share = percentage.exactOptional()

const leave = z
  .union(
    [
      z.enum(departures).transform((of): readonly NodeShare<LeaveKind>[] => [{ of, share: 1 }]),
      z
        .strictObject({ stop: share, kill: share, 'power-loss': share })
        .transform((given) =>
          departures.flatMap((of): readonly NodeShare<LeaveKind>[] => {
            const part = given[of]
            return part === undefined ? [] : [{ of, share: part }]
          }),
        )
        .superRefine(refineShares),
    ],
    { error: departuresProblem },
  )
  .meta({ description: `${departures.join(', ')}; or shares: { stop: 80%, power-loss: 20% }` })

/** Arrivals and departures of the nodes of one entry. */
export const churn = z.strictObject({
  at: duration
    .prefault('0s')
    .meta({ description: 'Time since the start of the run at which it begins (default 0s)' }),
  for: alsoCalled(
    duration
      .refine((value) => value > 0, { error: 'expected more than 0s' })
      .meta({ description: 'The time for which nodes come and go; then they stay as they are' }),
    ['until', 'duration', 'lasts'],
  ),
  session: alsoCalled(
    distribution.meta({
      description:
        'The time that a node stays: 10m, or { distribution: exponential, mean: 10m }; also weibull, pareto and lognormal, with `shape`',
    }),
    ['up', 'uptime', 'online', 'lifetime', 'stay'],
  ),
  absence: alsoCalled(
    orNull(distribution).meta({
      description: 'The time after which it comes back (default: it does not)',
    }),
    ['down', 'downtime', 'offline', 'away', 'gone'],
  ),
  arrivals: alsoCalled(
    orNull(distribution).meta({
      description:
        'The time between the first starts of two of these nodes, from `at` on (default: they start with the others)',
    }),
    ['every', 'join', 'joins', 'interarrival'],
  ),
  leave: alsoCalled(
    leave.prefault('stop').meta({
      description: `The way in which nodes leave: ${departures.join(', ')}, or shares of them (default stop)`,
    }),
    ['how', 'with', 'departures'],
  ),
})

export type Churn = z.output<typeof churn>
