import type { CoveragePoint } from './search-report.ts'

/** The part of a run in the list that counts here. */
interface CountedRun {
  /** Its position among the runs of all shards. */
  readonly index: number
  readonly signature: number
  readonly news: readonly number[]
}

/** Points that a figure can show. */
const mostPoints = 400

/** Returns the totals after the runs, of which a long list keeps some and the last. */
export function coverageOf(list: readonly CountedRun[]): readonly CoveragePoint[] {
  const signatures = new Set<number>()
  let features = 0
  const points = list.map(({ index, signature, news }): CoveragePoint => {
    signatures.add(signature)
    features += news.length
    return { run: index + 1, signatures: signatures.size, features }
  })
  const step = Math.ceil(points.length / mostPoints)
  return points.filter((_, place) => place === 0 || place === points.length - 1 || (place + 1) % step === 0)
}
