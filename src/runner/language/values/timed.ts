import { duration } from './duration.ts'

/** A duration that fits a timer of Node: a longer timer fires at once. */
export const timed = duration.refine((value) => value < 2 ** 31, { error: 'expected at most 24d' })

export const positive = timed.refine((value) => value > 0, { error: 'expected more than 0s' })
