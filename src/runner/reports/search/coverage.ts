import type { CoveragePoint } from './search-report.ts'

/** The part of a run in the list that counts here. */
interface CountedRun {
  readonly signature: number
  readonly news: readonly number[]
}

/** Points that a figure can show. */
const mostPoints = 400

/** Returns the totals after the runs, of which a long list keeps some and the last. */
export function coverageOf(list: readonly CountedRun[]): readonly CoveragePoint[] {
  const signatures = new Set<number>()
  let features = 0
  const points = list.map(({ signature, news }, index): CoveragePoint => {
    signatures.add(signature)
    features += news.length
    return { runs: index + 1, signatures: signatures.size, features }
  })
  const step = Math.ceil(points.length / mostPoints)
  return points.filter(({ runs }) => runs === 1 || runs === points.length || runs % step === 0)
}
