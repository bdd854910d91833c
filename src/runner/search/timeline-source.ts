import fc from 'fast-check'
import { HarnessError } from '../../base/errors.ts'
import { createRandom } from '../../base/random.ts'
import type { SearchPlan } from '../language/plan/load-search.ts'
import { type DrawOptions, drawnTimelines, oneMoreFault, otherKeys, otherTime } from './arbitraries.ts'
import { type Drawn, inOrderOfStart } from './drawn.ts'
import { momentsOf } from './moments.ts'

export interface TimelineSourceOptions {
  readonly search: SearchPlan
  /** Returns true if a topology with this timeline has no mistake. */
  readonly isValid: (faults: Drawn) => boolean
  /** False: all times and lengths are equally likely, to compare with. */
  readonly isBiased: boolean
}

/** Attempts at a valid timeline, of which nearly all succeed at once. */
const mostAttempts = 200

/** Draws timelines. The same number gives the same timeline. */
export class TimelineSource {
  readonly #options: DrawOptions
  readonly #isValid: TimelineSourceOptions['isValid']
  readonly #fresh: fc.Arbitrary<Drawn>

  constructor({ search, isValid, isBiased }: TimelineSourceOptions) {
    this.#options = { search, moments: momentsOf(search), isBiased }
    this.#isValid = isValid
    this.#fresh = drawnTimelines(this.#options)
  }

  /** Returns a timeline that depends on nothing but the number. */
  draw(number: number): Drawn {
    return this.#sample(this.#fresh, number)
  }

  /** Returns a changed copy of a timeline. `other`: a timeline from which it may take faults. */
  mutate(number: number, faults: Drawn, other: Drawn): Drawn {
    return this.#sample(this.#mutants(faults, other), number)
  }

  #sample(timelines: fc.Arbitrary<Drawn>, number: number): Drawn {
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      const seed = Math.floor(createRandom(number, 'timeline', attempt)() * 2 ** 31)
      const [faults] = fc.sample(timelines, { seed, numRuns: 1, unbiased: true })
      if (faults !== undefined && this.#isValid(faults)) return faults
    }
    throw new HarnessError('nothing can be drawn: every timeline has a mistake')
  }

  #mutants(faults: Drawn, other: Drawn): fc.Arbitrary<Drawn> {
    const options = this.#options
    const { max } = options.search.count
    const index = fc.nat(Math.max(0, faults.length - 1))
    const replaced = (at: number, change: (one: Drawn[number]) => Drawn[number]) =>
      faults.map((one, position) => (position === at ? change(one) : one))
    const moved = fc
      .tuple(index, otherTime(options, faults))
      .map(([at, time]) => replaced(at, (one) => ({ ...one, at: time })))
    // Faults that are harmless alone may not be so within some seconds.
    const seconds = fc.integer({ min: -5, max: 5 })
    const joined = fc.tuple(index, index, seconds).map(([one, to, by]) => {
      const target = faults[to === one ? (to + 1) % faults.length : to]
      return replaced(one, (fault) => ({ ...fault, at: after(target ?? fault, by) }))
    })
    const gathered = fc
      .tuple(index, fc.array(seconds, { minLength: faults.length, maxLength: faults.length }))
      .map(([to, by]) =>
        faults.map((fault, at) => ({ ...fault, at: after(faults[to] ?? fault, by[at] ?? 0) })),
      )
    const changed = index.chain((at) => {
      const one = faults[at]
      if (one === undefined) return fc.constant(faults)
      return otherKeys(options, one.fault).map((keys) => replaced(at, () => ({ ...one, keys })))
    })
    const added = oneMoreFault(options, faults).map((fault) => [...faults, fault])
    const removed = index.map((at) => (faults.length > 1 ? faults.filter((_, one) => one !== at) : faults))
    const spliced = fc
      .tuple(fc.subarray([...faults]), fc.subarray([...other], { minLength: Math.min(1, other.length) }))
      .map(([ours, theirs]) => [...ours, ...theirs])
    return fc
      .oneof(
        { weight: 3, arbitrary: moved },
        { weight: 4, arbitrary: joined },
        { weight: 3, arbitrary: gathered },
        { weight: 3, arbitrary: changed },
        { weight: 3, arbitrary: added },
        { weight: 1, arbitrary: removed },
        { weight: 2, arbitrary: spliced },
      )
      .map((mutant) => inOrderOfStart(mutant.slice(0, max)))
  }
}

function after({ at }: Drawn[number], seconds: number): number {
  return Math.max(0, at + seconds * 1000)
}
