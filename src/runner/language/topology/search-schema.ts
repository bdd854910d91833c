import * as z from 'zod'
import { duration } from '../values/duration.ts'
import { alsoCalled } from '../values/other-words.ts'
import { parseRange } from '../values/range.ts'

const positive = duration.refine((value) => value > 0, { error: 'expected more than 0s' })

const most = 100
const countProblem = `expected a number of faults such as 3, or a range such as 1-6 (at most ${most})`

const wordOfCount = ({ input }: { readonly input?: unknown }) =>
  Array.isArray(input) ? 'expected the number of faults: put the list of them below `of`' : countProblem

/** The number of faults in a run: `3`, `1-6`. */
const faultCount = z.union([z.int(), z.string()], { error: wordOfCount }).transform((value, context) => {
  const range = typeof value === 'number' ? { of: 'number', min: value, max: value } : parseRange(value)
  if (range?.of === 'number' && range.min >= 1 && range.max >= range.min && range.max <= most)
    return { min: range.min, max: range.max }
  const isTurned = range?.of === 'number' && range.max < range.min
  const message = isTurned
    ? `the range ${value} is the wrong way round: write ${range.max}-${range.min}`
    : countProblem
  context.addIssue({ code: 'custom', message })
  return z.NEVER
})

/** The keys of `search`, without the contents of its lists. */
export const searchSchema = z.strictObject({
  for: alsoCalled(
    positive.prefault('1h').meta({ description: 'The span in which faults begin (default 1h)' }),
    ['duration', 'lasts', 'until', 'length'],
  ),
  faults: alsoCalled(
    faultCount.prefault('1-4').meta({ description: 'The number of faults in a run (default 1-4)' }),
    ['count', 'number'],
  ),
  of: z.array(z.unknown()).optional().meta({
    description:
      'The faults from which each run draws (default: every fault that this topology allows). A key may have a range (`1s-10m`) or a list of values: one of them is drawn',
  }),
  always: z.array(z.unknown()).default([]).meta({
    description:
      'Expectations that hold at every moment that no fault excuses: a fault excuses them from its start until `within` after its end, and so does the start of the run',
  }),
  eventually: z.array(z.unknown()).default([]).meta({
    description: 'Expectations that become true `within` this time after the last fault is over',
  }),
  within: positive.prefault('10m').meta({
    description: 'The time for recovery after the end of a fault (default 10m)',
  }),
  sometimes: z.array(z.unknown()).default([]).meta({
    description:
      'Expectations that read the log and that hold at some time in some run. If not, the search never got to what it is about',
  }),
})

export type SearchKeys = z.output<typeof searchSchema>

/** The common keys of an item of `of`, of `eventually`, and of the other lists. topo sets all times. */
export const searchedKeys = {
  of: ['for', 'because'],
  eventually: ['within', 'known', 'because'],
  always: ['known', 'because'],
  sometimes: ['because'],
} as const
