import { duration } from './duration.ts'

/** More than a timer of Node holds would end at once. */
export const timed = duration.refine((value) => value < 2 ** 31, { error: 'expected at most 24d' })

export const positive = timed.refine((value) => value > 0, { error: 'expected more than 0s' })
