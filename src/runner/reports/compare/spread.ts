/** One number of several runs. */
export interface Spread {
  /** The number of each run, in the order of the runs. */
  readonly values: readonly number[]
  readonly min: number
  readonly median: number
  readonly max: number
}

type Range = Pick<Spread, 'min' | 'max'>

/** Returns null without any number. */
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
 * Returns true when two ranges lie apart by more than the tolerance: ranges that overlap may differ by chance. Where
 * one side has no number, its outcome shows the difference instead.
 */
export function areApart(a: Range | null, b: Range | null, tolerance: number): boolean {
  if (a === null || b === null) return false
  return a.min - b.max > tolerance || b.min - a.max > tolerance
}
