/**
 * The search for the release that changes a verdict, as a pure function: from the known verdicts to the next release to
 * run, or to the answer. The caller stores the verdicts, so a killed search resumes.
 */
import type { Standing } from './standing.ts'

export interface Search {
  /** In the order of their release, both ends included. */
  readonly releases: readonly string[]
  /** The given verdict of the first one; that of the last one is the opposite. */
  readonly first: 'pass' | 'fail'
  /** True: run every release. */
  readonly all: boolean
}

export type Known = ReadonlyMap<string, Standing>

export type SearchStep =
  | {
      readonly kind: 'probe'
      readonly release: string
      /** Number of releases in which the change may still be. */
      readonly left: number
    }
  /** An end whose verdict differs from the given one. */
  | {
      readonly kind: 'wrong-end'
      readonly release: string
      readonly said: 'pass' | 'fail'
      readonly seen: Standing
    }
  | {
      readonly kind: 'found'
      /** The last release with the old verdict, and the first with the new one. */
      readonly before: string
      readonly after: string
      /** Releases between the two, with unknown verdicts. */
      readonly skipped: readonly string[]
      /** Later releases with the old verdict: the verdict changes more than once. */
      readonly contradictions: readonly string[]
    }

/** Returns the next step: a release to run, or the place of the change. */
export function nextStep({ releases, first, all }: Search, known: Known): SearchStep {
  const last = opposite(first)
  const end = releases.length - 1
  for (const [index, said] of [[0, first] as const, [end, last] as const]) {
    const release = releases[index] ?? ''
    const seen = known.get(release)
    if (seen === undefined) return { kind: 'probe', release, left: end }
    if (seen !== said) return { kind: 'wrong-end', release, said, seen }
  }
  const verdicts = releases.map((release) => known.get(release))
  const after = verdicts.indexOf(last)
  const before = verdicts.lastIndexOf(first, after - 1)
  const open = all ? indexes(1, end) : indexes(before + 1, after)
  const unknown = open.filter((index) => verdicts[index] === undefined)
  const next = nearestTo(all ? (unknown[0] ?? 0) : (before + after) / 2, unknown)
  if (next !== null) return { kind: 'probe', release: releases[next] ?? '', left: after - before }
  return {
    kind: 'found',
    before: releases[before] ?? '',
    after: releases[after] ?? '',
    skipped: releases.slice(before + 1, after),
    contradictions: releases.filter((_, index) => index > after && verdicts[index] === first),
  }
}

function opposite(said: 'pass' | 'fail'): 'pass' | 'fail' {
  return said === 'pass' ? 'fail' : 'pass'
}

function indexes(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index)
}

function nearestTo(middle: number, candidates: readonly number[]): number | null {
  return candidates.reduce<number | null>(
    (best, one) => (best === null || Math.abs(one - middle) < Math.abs(best - middle) ? one : best),
    null,
  )
}
