/** Failures that are the same: the same expectation, reason and decisive events. */
import { compareTexts } from '../../base/compare-texts.ts'
import type { Candidate } from './candidate.ts'
import type { Drawn } from './drawn.ts'
import type { FoundFailure } from './failure.ts'
import { contains } from './shrink.ts'
import { hashOf } from './signature.ts'

/** A smallest way to a failure. */
export interface SmallestWay {
  readonly candidate: Candidate
  readonly failure: FoundFailure
  /** The timeline from which it was shrunk. */
  readonly from: Drawn
}

export interface FailureGroup {
  /** Eight hex digits that follow from the key. */
  readonly id: string
  readonly key: string
  /** Number of runs that failed in this way. */
  count: number
  /** The first run that failed in this way, and its seed. */
  readonly first: { readonly run: number; readonly seed: number }
  /** The issue or topology that explains it; null: it is new. */
  known: string | null
  /** The smallest first. */
  readonly ways: SmallestWay[]
  /** Keys of failures that its smallest run has too. */
  readonly also: Set<string>
}

/** Smallest ways of one group that are looked for. */
export const mostWays = 3

export class Groups {
  readonly #groups = new Map<string, FailureGroup>()

  get all(): readonly FailureGroup[] {
    return [...this.#groups.values()]
  }

  get(key: string): FailureGroup | undefined {
    return this.#groups.get(key)
  }

  add(
    failure: FoundFailure,
    way: SmallestWay,
    first: FailureGroup['first'],
    known: string | null,
  ): FailureGroup {
    const { key } = failure
    const id = hashOf(key).toString(16).padStart(8, '0')
    const group: FailureGroup = { id, key, count: 1, first, known, ways: [way], also: new Set() }
    this.#groups.set(key, group)
    return group
  }

  /** Returns true if a group has a way whose faults the run has. */
  explains(group: FailureGroup, faults: Drawn): boolean {
    return group.ways.some(({ candidate }) => contains(faults, candidate.faults))
  }

  /** Returns true if the failure comes with another one, which has a group of its own. */
  isAlso({ key }: FoundFailure, faults: Drawn): boolean {
    return this.all.some((group) => group.also.has(key) && this.explains(group, faults))
  }

  /** Returns true if one more way to the failure is worth looking for. */
  wantsWay(group: FailureGroup, faults: Drawn): boolean {
    return group.known === null && group.ways.length < mostWays && !this.explains(group, faults)
  }
}

/** Returns the groups of several searches as those of one: each group once, with all of its runs. */
export function joinGroups(all: readonly (readonly FailureGroup[])[]): readonly FailureGroup[] {
  const byKey = Map.groupBy(all.flat(), ({ key }) => key)
  return [...byKey.values()]
    .map((same) => same.reduce(joinTwo))
    .sort((a, b) => a.first.run - b.first.run || compareTexts(a.id, b.id))
}

function joinTwo(one: FailureGroup, other: FailureGroup): FailureGroup {
  return {
    ...one,
    count: one.count + other.count,
    first: one.first.run <= other.first.run ? one.first : other.first,
    known: [one.known, other.known].filter((known) => known !== null).sort()[0] ?? null,
    ways: smallestWays([...one.ways, ...other.ways]),
    also: new Set([...one.also, ...other.also].sort()),
  }
}

/** Ways of one size are in the order of their texts, so that the order of the searches decides nothing. */
function smallestWays(ways: readonly SmallestWay[]): SmallestWay[] {
  const distinct = [...new Map(ways.map((way) => [JSON.stringify(way.candidate), way])).entries()]
  return distinct
    .sort(([a, one], [b, other]) => sizeOf(one) - sizeOf(other) || compareTexts(a, b))
    .map(([, way]) => way)
    .slice(0, mostWays)
}

/** Returns the size of a way: faults first, then their keys. */
export function sizeOf({ candidate }: SmallestWay): number {
  const keys = candidate.faults.reduce((sum, fault) => sum + Object.keys(fault.keys).length, 0)
  return candidate.faults.length * 100 + keys
}
