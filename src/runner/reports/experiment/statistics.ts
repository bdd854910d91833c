/** Returns the quantile of ascending numbers, by linear interpolation (type 7, as R and NumPy do); NaN without any. */
function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share
  const low = sorted[Math.floor(at)] ?? Number.NaN
  const high = sorted[Math.ceil(at)] ?? low
  return low + (high - low) * (at - Math.floor(at))
}

export interface Summary {
  readonly count: number
  readonly min: number
  readonly p10: number
  readonly p25: number
  readonly median: number
  readonly p75: number
  readonly p90: number
  readonly max: number
}

/** Returns null without any number. */
export function spreadSummary(values: readonly number[]): Summary | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  const at = (share: number) => quantile(sorted, share)
  return {
    count: sorted.length,
    min: at(0),
    p10: at(0.1),
    p25: at(0.25),
    median: at(0.5),
    p75: at(0.75),
    p90: at(0.9),
    max: at(1),
  }
}

/** The Wilson score interval of 95 % of a rate (Wilson 1927). */
export function wilson(successes: number, count: number): { readonly low: number; readonly high: number } {
  if (count === 0) return { low: 0, high: 1 }
  const z = 1.959964
  const rate = successes / count
  const scale = 1 + z ** 2 / count
  const middle = (rate + z ** 2 / (2 * count)) / scale
  const half = (z / scale) * Math.sqrt((rate * (1 - rate)) / count + z ** 2 / (4 * count ** 2))
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) }
}
