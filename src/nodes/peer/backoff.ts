/** The first pause, the factor of each next one, and the longest pause; in milliseconds. */
const base = 1000
const factor = 2
const cap = 60_000

/** The random part of a pause, so that peers that lost the same relay do not return at once. */
const jitter = 0.2

/**
 * Returns the pause before the next attempt after a number of failures in a row, in milliseconds: at most a
 * minute, and at least four fifths of the exponential pause.
 */
export function backoff(failures: number, random: () => number): number {
  const pause = Math.min(cap, base * factor ** failures)
  return Math.round(pause * (1 - jitter * random()))
}
