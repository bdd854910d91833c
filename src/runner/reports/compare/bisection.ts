import { InputError } from '../../../base/errors.ts'
import { type Known, nextStep, type Search, type SearchStep } from './bisect.ts'
import type { Standing } from './standing.ts'

export interface BisectEnds {
  /** The release that passes, and the one that fails. */
  readonly good: string
  readonly bad: string
}

/** The result of the search: the release with the change, or an end with another verdict than the given one. */
export type BisectAnswer = Exclude<SearchStep, { kind: 'probe' }>

export interface Bisection {
  readonly search: Search
  readonly known: Known
  readonly answer: BisectAnswer
}

export interface BisectOptions {
  readonly search: Search
  /** Earlier verdicts, by release. */
  readonly known: Known
  /** Runs the topology on a release. */
  readonly probe: (release: string) => Promise<Standing>
  /** Called before each release runs; `number` counts from 1. */
  readonly onProbe: (release: string, number: number, left: number) => void
}

/** Sets up the search between two releases; `published` has all releases in the order of their release. */
export function searchBetween({ good, bad }: BisectEnds, published: readonly string[], all: boolean): Search {
  if (good === bad) throw new InputError(`${good} cannot be both good and bad`)
  const at = (release: string) => {
    const index = published.indexOf(release)
    if (index === -1) throw new InputError(`${release} is not a published release of libp2p`)
    return index
  }
  const [from, to] = [at(good), at(bad)]
  return {
    releases: published.slice(Math.min(from, to), Math.max(from, to) + 1),
    first: from < to ? 'pass' : 'fail',
    all,
  }
}

/** Runs releases until the place of the change is known. Known verdicts are not run again. */
export async function bisect({ search, known, probe, onProbe }: BisectOptions): Promise<Bisection> {
  const found = new Map(known)
  for (let number = 1; ; number += 1) {
    const step = nextStep(search, found)
    if (step.kind !== 'probe') return { search, known: found, answer: step }
    onProbe(step.release, number, step.left)
    found.set(step.release, await probe(step.release))
  }
}
