/** The first pause, how much longer each next one is, and the longest, in milliseconds. */
const base = 1000
const factor = 2
const cap = 60_000

/** Which part of a pause is left to chance, so that those who lost the same relay do not come back as one. */
const jitter = 0.2

/**
 * How long to wait before the next attempt when so many have failed in a row, in milliseconds: never more than a
 * minute, never less than four fifths of what the number of failures asks for.
 */
export function backoff(failures: number, random: () => number): number {
  const pause = Math.min(cap, base * factor ** failures)
  return Math.round(pause * (1 - jitter * random()))
}
