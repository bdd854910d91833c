/** One number of several runs; all of them are equal for a single run. */
export interface Spread {
  /** All that there are, in the order of the runs. */
  readonly values: readonly number[]
  readonly min: number
  readonly median: number
  readonly max: number
}

type Range = Pick<Spread, 'min' | 'max'>

/** Null without any number. */
export function spreadOf(values: readonly number[]): Spread | null {
  const sorted = [...values].sort((a, b) => a - b)
  const min = sorted[0]
  const max = sorted.at(-1)
  if (min === undefined || max === undefined) return null
  const middle = (sorted.length - 1) / 2
  const median = ((sorted[Math.floor(middle)] ?? min) + (sorted[Math.ceil(middle)] ?? max)) / 2
  return { values: [...values], min, median, max }
}

/**
 * Whether two lie apart by more than the tolerance; those that overlap may differ by chance alone. Where one side has no
 * number, what it has instead (a failure, another expectation) is told as that.
 */
export function areApart(a: Range | null, b: Range | null, tolerance: number): boolean {
  if (a === null || b === null) return false
  return a.min - b.max > tolerance || b.min - a.max > tolerance
}
