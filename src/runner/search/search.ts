/**
 * A search: draws timelines, runs them, groups the failures, and shrinks each to a smallest topology.
 *
 *     candidate.ts        a topology of the search: its file, with a timeline; drawn.ts, timeline.ts
 *     timeline-source.ts  draws timelines with fast-check; arbitraries.ts, moments.ts
 *     guide.ts            chooses between new timelines and changed ones, by signature.ts
 *     runs.ts             runs candidates with play.ts; memory.ts remembers the results
 *     difference.ts       the failures on one of two releases only; bisect-command.ts
 *     failure.ts          the failures of a run; groups.ts
 *     shrink.ts           makes a failing run smaller
 *     found-file.ts       the topology that shows a failure
 *
 * The draw of run i depends on the seed and on the results of the runs before i - {@link lag}, in their order. So the
 * list of runs is the same for any number of jobs.
 */
import { isDeepStrictEqual } from 'node:util'
import { HarnessError } from '../../base/errors.ts'
import { positionsOf, type Shard } from '../../base/shard.ts'
import type { SearchPlan } from '../language/plan/load-search.ts'
import { type Candidate, candidateOf, type Template } from './candidate.ts'
import type { Drawn } from './drawn.ts'
import { type ExplainedFailures, explanationOf } from './explained.ts'
import { expectedOf, type FoundFailure, knownOf } from './failure.ts'
import { type FailureGroup, Groups, sizeOf } from './groups.ts'
import { Guide } from './guide.ts'
import type { Played } from './play.ts'
import type { Runs } from './runs.ts'
import { shrink } from './shrink.ts'
import { narrowerValues, simplerValues } from './simpler-values.ts'
import { TimelineSource } from './timeline-source.ts'

/** Number of runs that are drawn before the results of the first of them are used. */
const lag = 8

export interface SearchOptions {
  readonly search: SearchPlan
  readonly template: Template
  readonly runs: Runs
  readonly seed: number
  /** Number of runs, of all shards together; null: until the signal aborts. */
  readonly count: number | null
  /** The part of the runs that this machine makes (default: all). It is guided by its own results. */
  readonly shard?: Shard | null
  readonly isGuided: boolean
  /** False: with times that are all equally likely. */
  readonly isBiased: boolean
  /** False: failures are grouped as they are found. */
  readonly shrinks: boolean
  /** Timelines of earlier searches. */
  readonly corpus: readonly Drawn[]
  /** The failures that topologies explain. */
  readonly explained: ExplainedFailures
  readonly tell: SearchListener
  readonly signal: AbortSignal
}

export interface SearchListener {
  /** A run has been taken into account. */
  readonly run?: (run: SearchedRun, state: SearchState) => void
  /** A group is new, or has a smaller way. */
  readonly group?: (group: FailureGroup, state: SearchState) => void
  /** A timeline did something new. */
  readonly news?: (faults: Drawn, state: SearchState) => void
}

export interface SearchedRun {
  /** Its position in the search, from 0. */
  readonly index: number
  readonly faults: Drawn
  readonly result: Played
  /** Features that no run before it had. */
  readonly news: readonly number[]
}

export interface SearchState {
  /** Runs that were drawn and taken into account. */
  runs: number
  /** Runs that were made to shrink failures. */
  shrinking: number
  unknown: number
  /** Milliseconds of virtual time of both. */
  virtualTime: number
  signatures: number
  features: number
  /** Positions of the expectations of `sometimes` that were never seen. */
  unseen: number[]
  groups: readonly FailureGroup[]
  /** True while a failure is made smaller. */
  isShrinking: boolean
}

/** Returns the state of a search that has not begun. */
export function newState({ sometimes }: Pick<SearchPlan, 'sometimes'>): SearchState {
  return {
    runs: 0,
    shrinking: 0,
    unknown: 0,
    virtualTime: 0,
    signatures: 0,
    features: 0,
    unseen: [...sometimes.keys()],
    groups: [],
    isShrinking: false,
  }
}

/** Runs the topology without faults, in which all expectations must hold. */
export function runWithoutFaults(runs: Pick<Runs, 'run'>): Promise<Played> {
  return runs.run(candidateOf([]))
}

/** Searches until the number of runs is reached, or until the signal aborts. */
export async function search(options: SearchOptions): Promise<SearchState> {
  const searcher = new Searcher(options)
  try {
    await searcher.search()
  } catch (error) {
    if (!options.signal.aborted) throw error
  }
  return searcher.state
}

class Searcher {
  readonly state: SearchState
  readonly #options: SearchOptions
  readonly #groups = new Groups()
  readonly #guide: Guide

  constructor(options: SearchOptions) {
    const { search, runs, seed, isGuided, isBiased, corpus } = options
    this.#options = options
    const source = new TimelineSource({ search, isBiased, isValid: (faults) => runs.hasValid(faults) })
    this.#guide = new Guide({
      source,
      seed,
      isGuided,
      corpus: corpus.filter((faults) => runs.hasValid(faults)),
    })
    this.state = newState(search)
  }

  async search(): Promise<void> {
    const { runs, count, shard, signal } = this.#options
    const whole = shard ?? { index: 1, count: 1 }
    const own = count === null ? null : positionsOf(whole, count).length
    const running: {
      readonly index: number
      readonly faults: Drawn
      readonly result: Promise<Played>
    }[] = []
    const takeFirst = async () => {
      const first = running.shift()
      if (first !== undefined) await this.#take(first.index, first.faults, await first.result)
    }
    try {
      for (let turn = 0; own === null || turn < own; turn += 1) {
        if (running.length === lag) await takeFirst()
        signal.throwIfAborted()
        const index = turn * whole.count + whole.index - 1
        const faults = this.#guide.next(turn, whole)
        const result = runs.run(candidateOf(faults))
        result.catch(() => {})
        running.push({ index, faults, result })
      }
      while (running.length > 0) await takeFirst()
    } finally {
      // Every process has ended when the search is over.
      await Promise.allSettled(running.map(({ result }) => result))
    }
  }

  async #take(index: number, faults: Drawn, result: Played): Promise<void> {
    const { state } = this
    state.runs += 1
    state.virtualTime += result.duration
    if (result.outcome === 'unknown') state.unknown += 1
    const news = this.#guide.learn(faults, result.features)
    state.signatures = this.#guide.signatures
    state.features = this.#guide.features
    state.unseen = state.unseen.filter((one) => !result.seen.includes(one))
    if (news.length > 0) this.#options.tell.news?.(faults, state)
    const { failures } = result
    for (const [at, failure] of failures.entries()) {
      const isFirst = failures.findIndex(({ key }) => key === failure.key) === at
      if (isFirst) await this.#takeFailure(failure, faults, index)
    }
    state.groups = this.#groups.all
    this.#options.tell.run?.({ index, faults, result, news }, state)
  }

  async #takeFailure(failure: FoundFailure, faults: Drawn, run: number): Promise<void> {
    const { tell, seed, search, explained, shrinks } = this.#options
    const known = this.#groups.get(failure.key)
    if (known !== undefined) {
      known.count += 1
      if (!shrinks || !this.#groups.wantsWay(known, faults)) return
    } else if (this.#groups.isAlso(failure, faults)) return
    const expected = expectedOf(failure.entry)
    if (expected === null) throw new HarnessError(`${failure.entry} is no expectation of the search`)
    const whole = { candidate: candidateOf(faults), failure, from: faults }
    const why = knownOf(search, expected) ?? explanationOf(explained, failure.key)
    const group = known ?? this.#groups.add(failure, whole, { run, seed }, why)
    const position = known === undefined ? 0 : group.ways.push(whole) - 1
    this.state.groups = this.#groups.all
    tell.group?.(group, this.state)
    // The topology that explains a failure is small already.
    if (!shrinks || why !== null) return
    this.state.isShrinking = true
    const put = (candidate: Candidate, now: FoundFailure) => {
      group.ways[position] = { candidate, failure: now, from: faults }
      tell.group?.(group, this.state)
    }
    await this.#shrink(whole.candidate, failure, put)
    await this.#learnOthers(group, position)
    // Two ways may shrink to the same.
    const way = group.ways[position]
    const same = group.ways.findIndex((one) => isDeepStrictEqual(one.candidate, way?.candidate))
    if (same !== position) group.ways.splice(position, 1)
    group.ways.sort((a, b) => sizeOf(a) - sizeOf(b))
    this.state.isShrinking = false
    tell.group?.(group, this.state)
  }

  async #shrink(
    candidate: Candidate,
    failure: FoundFailure,
    put: (candidate: Candidate, failure: FoundFailure) => void,
  ): Promise<void> {
    const { search, template } = this.#options
    const expected = expectedOf(failure.entry)
    if (expected === null) return
    let latest = failure
    await shrink(candidate, {
      parts: template.parts(),
      expected,
      simpler: (fault, key) => simplerValues(search.of, fault, key),
      narrower: () => narrowerValues(search[expected.list][expected.index]?.entry ?? {}),
      worksWithoutFaults: async (some) => {
        if (!this.#options.runs.isValid(some)) return false
        const { outcome, duration } = await this.#options.runs.run(some)
        this.state.shrinking += 1
        this.state.virtualTime += duration
        return outcome === 'pass'
      },
      firstFailing: async (candidates) => {
        const found = await this.#firstFailing(candidates, failure)
        latest = found.failure ?? latest
        return found.position
      },
      tell: (smaller) => put(smaller, latest),
    })
  }

  /** Runs as many candidates at once as there are jobs, but counts only those up to the first that fails. */
  async #firstFailing(
    all: readonly Candidate[],
    { key }: FoundFailure,
  ): Promise<{ readonly position: number; readonly failure: FoundFailure | null }> {
    const { runs } = this.#options
    const valid = all.flatMap((candidate, position) =>
      runs.isValid(candidate) ? [{ candidate, position }] : [],
    )
    for (let at = 0; at < valid.length; at += runs.jobs) {
      const some = valid.slice(at, at + runs.jobs)
      const results = await Promise.all(some.map(({ candidate }) => runs.run(candidate)))
      for (const [index, { position }] of some.entries()) {
        const result = results[index]
        if (result === undefined) continue
        this.state.shrinking += 1
        this.state.virtualTime += result.duration
        const failure = result.failures.find((one) => one.key === key)
        if (failure !== undefined) return { position, failure }
      }
    }
    return { position: -1, failure: null }
  }

  /** Finds the other expectations that fail in the smallest run: they are the same failure, seen elsewhere. */
  async #learnOthers(group: FailureGroup, position: number): Promise<void> {
    const way = group.ways[position]
    if (way === undefined) return
    const { failures, duration } = await this.#options.runs.run(candidateOf(way.candidate.faults))
    this.state.shrinking += 1
    this.state.virtualTime += duration
    for (const { key } of failures) if (key !== group.key) group.also.add(key)
  }
}
