/** One number of several runs; all three are equal for a single run. */
export interface Spread {
  readonly min: number
  readonly median: number
  readonly max: number
}

/** Null without any number. */
export function spreadOf(values: readonly number[]): Spread | null {
  const sorted = [...values].sort((a, b) => a - b)
  const min = sorted[0]
  const max = sorted.at(-1)
  if (min === undefined || max === undefined) return null
  const middle = (sorted.length - 1) / 2
  const median = ((sorted[Math.floor(middle)] ?? min) + (sorted[Math.ceil(middle)] ?? max)) / 2
  return { min, median, max }
}

/**
 * Whether two lie apart by more than the tolerance; those that overlap may differ by chance alone. Where one side has no
 * number, what it has instead (a failure, another expectation) is told as that.
 */
export function areApart(a: Spread | null, b: Spread | null, tolerance: number): boolean {
  if (a === null || b === null) return false
  return a.min - b.max > tolerance || b.min - a.max > tolerance
}
