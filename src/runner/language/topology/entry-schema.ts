import * as z from 'zod'
import { duration, durationProblem } from '../values/duration.ts'
import { issueUrl } from '../values/issue-url.ts'
import { name } from '../values/name.ts'
import { orNull } from '../values/optional.ts'
import { alsoCalled } from '../values/other-words.ts'

const afterProblem = `${durationProblem}, or { entry: <id>, for: 5s }`

const after = z
  .union(
    [
      duration.transform((delay) => ({ entry: null, delay })),
      z
        .strictObject({
          entry: z.string({ error: 'expected the id of an entry' }),
          for: duration.prefault('0s').meta({ description: 'Time after its end (default 0s)' }),
        })
        .transform(({ entry, for: delay }) => ({ entry, delay })),
    ],
    { error: afterProblem },
  )
  .meta({ description: 'Time since the end of the previous entry (default 0s), or of the given one' })

/** The keys of every timeline entry. */
const shared = {
  id: alsoCalled(orNull(name).meta({ description: 'Name of this entry, for `after` and reports' }), [
    'name',
    'label',
  ]),
  at: alsoCalled(orNull(duration).meta({ description: 'Time since the start of the run' }), [
    'time',
    'when',
    'start',
  ]),
  after: orNull(after),
  known: alsoCalled(
    orNull(issueUrl).meta({
      description: 'Upstream issue because of which this is expected to fail',
    }),
    ['issue', 'xfail', 'expected-failure'],
  ),
  because: alsoCalled(
    orNull(z.string().max(1000)).meta({ description: 'The purpose of this entry, for readers' }),
    ['comment', 'reason', 'description', 'note'],
  ),
}

const positive = duration.refine((value) => value > 0, { error: 'expected more than 0s' })

export const faultSchema = z.strictObject({
  ...shared,
  harmless: z.boolean().default(false).meta({
    description:
      'Allows the fault to change nothing. By default, a fault that changes nothing makes the verdict unknown',
  }),
  for: alsoCalled(
    orNull(positive).meta({ description: 'The time until it is undone (default: the end of the run)' }),
    ['duration', 'lasts', 'until', 'down', 'downtime', 'length', 'timeout'],
  ),
})

/** The keys of faults that cannot be undone. */
export const lastingFaultSchema = faultSchema.omit({ for: true })

export const expectationSchema = z.strictObject({
  ...shared,
  within: alsoCalled(
    orNull(duration).meta({ description: 'The time in which it must become true (default 10s)' }),
    ['timeout', 'deadline', 'wait', 'max-time'],
  ),
  for: alsoCalled(orNull(positive).meta({ description: 'The time for which it must stay true' }), [
    'duration',
    'lasts',
    'during',
    'stays',
    'holds',
    'length',
  ]),
  never: orNull(z.literal(true)).meta({ description: 'It must not become true before the run ends' }),
  every: alsoCalled(
    orNull(duration.refine((value) => value >= 10, { error: 'expected at least 10ms' })).meta({
      description:
        'How often the nodes are asked, give or take a tenth (default 500ms; with `for` a 60th of it, with `never` 1s)',
    }),
    ['interval', 'poll'],
  ),
})

/** The keys of expectations without a probe: they read only the event log. */
export const passiveExpectationSchema = expectationSchema.omit({ every: true })

export type FaultKeys = z.output<typeof faultSchema>
export type ExpectationKeys = z.output<typeof expectationSchema>
