/**
 * Shrinks a failing run to a smallest one that fails in the same way: fewer faults, less of the file, fewer keys,
 * shorter, at round and later times. Runs repeat, so each step is exact.
 */
import { isDeepStrictEqual } from 'node:util'
import { parseDuration } from '../language/values/duration.ts'
import { formatDuration } from '../language/values/format-duration.ts'
import type { Candidate } from './candidate.ts'
import { type Drawn, type DrawnFault, type ExpectedAt, endOf, inOrderOfStart } from './drawn.ts'

export interface ShrinkOptions {
  /** Parts of the file that it may do without, the largest first. */
  readonly parts: readonly (readonly string[])[]
  readonly expected: ExpectedAt
  /** Returns a simpler value for each key of a fault, the simplest first; undefined: without the key. */
  readonly simpler: (fault: DrawnFault, key: string) => readonly unknown[]
  /** Returns simpler values for a key of the expectation. */
  readonly narrower: () => readonly (readonly [string, unknown])[]
  /** Returns true if nothing fails without faults: what remains of the file must still be a working network. */
  readonly worksWithoutFaults: (candidate: Candidate) => Promise<boolean>
  /** Returns the position of the first that fails in the same way; -1: none does. */
  readonly firstFailing: (candidates: readonly Candidate[]) => Promise<number>
  /** Is called with each smaller candidate. */
  readonly tell: (smaller: Candidate) => void
}

/** Lengths and gaps that people read easily, in milliseconds. */
const round = [
  ...[0, 1, 2, 5, 10, 15, 20, 30, 45].map((seconds) => seconds * 1000),
  ...[1, 2, 5, 10, 15, 20, 30, 45].map((minutes) => minutes * 60_000),
  ...[1, 2, 3, 6, 12].map((hours) => hours * 3_600_000),
]

/** The nodes have started and met by then, in milliseconds. */
const settled = 10_000

export async function shrink(given: Candidate, options: ShrinkOptions): Promise<Candidate> {
  const shrinker = new Shrinker(given, options)
  await shrinker.shrink()
  return shrinker.smallest
}

class Shrinker {
  smallest: Candidate
  readonly #options: ShrinkOptions

  constructor(given: Candidate, options: ShrinkOptions) {
    this.smallest = given
    this.#options = options
  }

  async shrink(): Promise<void> {
    await this.#try([{ ...this.smallest, only: this.#options.expected }])
    await this.#fewerFaults()
    // All further runs are as short as the timeline.
    await this.#sooner()
    // What one step leaves out may allow another one.
    for (let before: Candidate | null = null; before !== this.smallest; ) {
      before = this.smallest
      await this.#fewerFaults()
      await this.#shorter()
      await this.#narrower()
      await this.#simplerKeys()
      await this.#fewerParts()
    }
    await this.#roundTimes()
    await this.#try([{ ...this.smallest, isHarmless: false }])
  }

  /** Takes the first that fails in the same way. Returns true if one does. */
  async #try(candidates: readonly Candidate[]): Promise<boolean> {
    const found = candidates[await this.#options.firstFailing(candidates)]
    if (found === undefined) return false
    this.smallest = found
    this.#options.tell(found)
    return true
  }

  #with(faults: readonly DrawnFault[]): Candidate {
    return { ...this.smallest, faults: inOrderOfStart(faults) }
  }

  #replaced(at: number, fault: DrawnFault): Candidate {
    return this.#with(this.smallest.faults.map((one, index) => (index === at ? fault : one)))
  }

  async #fewerFaults(): Promise<void> {
    const { faults } = this.smallest
    if (faults.length > 1 && (await this.#try(faults.map((one) => [one]).map((some) => this.#with(some)))))
      return
    for (let again = faults.length > 2; again; ) {
      const all = this.smallest.faults
      const halves = all.length > 3 ? [all.slice(0, all.length >> 1), all.slice(all.length >> 1)] : []
      const lessOne = all.map((_, index) => all.filter((__, other) => other !== index))
      again = (await this.#try([...halves, ...lessOne].map((some) => this.#with(some)))) && all.length > 3
    }
  }

  /** Looks at fewer nodes. */
  async #narrower(): Promise<void> {
    for (const [key, value] of this.#options.narrower()) {
      const { narrowed } = this.smallest
      if (narrowed[key] === undefined)
        await this.#tryWorking({ ...this.smallest, narrowed: { ...narrowed, [key]: value } })
    }
  }

  async #tryWorking(candidate: Candidate): Promise<boolean> {
    const works = await this.#options.worksWithoutFaults({ ...candidate, faults: [] })
    return works && this.#try([candidate])
  }

  async #simplerKeys(): Promise<void> {
    for (const index of this.smallest.faults.keys()) {
      for (const key of Object.keys(this.smallest.faults[index]?.keys ?? {})) {
        const fault = this.smallest.faults[index]
        if (fault === undefined || fault.keys[key] === undefined) continue
        const candidates = this.#options
          .simpler(fault, key)
          .map((value) => this.#replaced(index, withKey(fault, key, value)))
        await this.#try(candidates)
      }
    }
  }

  /** Brings every fault as near as possible to the start of the nodes, or to the fault before it. */
  async #sooner(): Promise<void> {
    for (const index of this.smallest.faults.keys()) {
      const [before, fault] = [this.smallest.faults[index - 1], this.smallest.faults[index]]
      if (fault === undefined) continue
      const from = before?.at ?? 0
      const least = before === undefined ? settled : 0
      const gaps = round.filter((one) => one >= least && from + one < fault.at)
      await this.#bisect(gaps, (gap) =>
        this.#movedFrom(index, from + gap - (this.smallest.faults[index]?.at ?? 0)),
      )
    }
  }

  /** Shortens every duration to the shortest round one with which it still fails. */
  async #shorter(): Promise<void> {
    for (const index of this.smallest.faults.keys()) {
      const fault = this.smallest.faults[index]
      for (const key of Object.keys(fault?.keys ?? {})) {
        const value = durationIn(fault?.keys[key])
        if (value === null) continue
        const lengths = round.filter((one) => one > 0 && one < value)
        await this.#bisect(lengths, (length) => {
          const now = this.smallest.faults[index] as DrawnFault
          return this.#replaced(index, withKey(now, key, formatDuration(length)))
        })
      }
      if (fault !== undefined && endOf(fault) !== endOf({ ...fault, down: fault.down + 1 }))
        await this.#bisect(
          round.filter((one) => one > 0 && one < fault.down),
          (down) => this.#replaced(index, { ...(this.smallest.faults[index] as DrawnFault), down }),
        )
    }
  }

  /** Finds the smallest value with which it fails, if a larger one always fails too. */
  async #bisect(values: readonly number[], candidate: (value: number) => Candidate): Promise<void> {
    let [low, high] = [0, values.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (await this.#try([candidate(values[middle] ?? 0)])) high = middle
      else low = middle + 1
    }
  }

  async #fewerParts(): Promise<void> {
    for (const part of this.#options.parts) {
      const { without } = this.smallest
      const isGone = without.some((path) => isDeepStrictEqual(path, part.slice(0, path.length)))
      if (!isGone) await this.#tryWorking({ ...this.smallest, without: [...without, part] })
    }
  }

  /** Moves the whole timeline to a later round time, then each fault to a round time after the one before it. */
  async #roundTimes(): Promise<void> {
    const first = this.smallest.faults[0]
    if (first === undefined) return
    const later = distinct([30, 10, 5, 1].map((minutes) => upTo(first.at, minutes * 60_000)))
    const seconds = distinct([10, 1].map((one) => upTo(first.at, one * 1000)))
    await this.#try(
      [...later, ...seconds]
        .filter((time) => time > first.at)
        .map((time) =>
          this.#with(this.smallest.faults.map((one) => ({ ...one, at: one.at + time - first.at }))),
        ),
    )
    for (const index of this.smallest.faults.keys()) {
      const [before, fault] = [this.smallest.faults[index - 1], this.smallest.faults[index]]
      if (before === undefined || fault === undefined) continue
      const gap = fault.at - before.at
      if (round.includes(gap)) continue
      const nearest = [...round].sort((a, b) => Math.abs(a - gap) - Math.abs(b - gap)).slice(0, 2)
      const candidates = [...nearest, upTo(gap, 10_000), upTo(gap, 1000)].filter((one) => one !== gap)
      await this.#try(candidates.map((one) => this.#movedFrom(index, before.at + one - fault.at)))
    }
  }

  /** Moves a fault and all later ones. */
  #movedFrom(index: number, by: number): Candidate {
    return this.#with(this.smallest.faults.map((one, at) => (at < index ? one : { ...one, at: one.at + by })))
  }
}

function withKey(fault: DrawnFault, key: string, value: unknown): DrawnFault {
  const { [key]: _old, ...others } = fault.keys
  return { ...fault, keys: value === undefined ? others : { ...fault.keys, [key]: value } }
}

function durationIn(value: unknown): number | null {
  return typeof value === 'string' ? (parseDuration(value) ?? null) : null
}

function upTo(time: number, unit: number): number {
  return Math.max(1, Math.ceil(time / unit)) * unit
}

function distinct(values: readonly number[]): readonly number[] {
  return [...new Set(values)]
}

/** Returns true if a timeline has the faults of another one, with other times and lengths, and maybe more names. */
export function contains(all: Drawn, some: Drawn): boolean {
  const left = [...all]
  return some.every((fault) => {
    const at = left.findIndex((one) => one.fault === fault.fault && hasNames(one, fault))
    if (at >= 0) left.splice(at, 1)
    return at >= 0
  })
}

function hasNames(one: DrawnFault, other: DrawnFault): boolean {
  return Object.entries(other.keys).every(
    ([key, value]) => durationIn(value) !== null || hasAll(one.keys[key], value),
  )
}

/** True: the values are equal, or one names everything that shrinking has left of the other. */
function hasAll(one: unknown, other: unknown): boolean {
  if (isDeepStrictEqual(one, other)) return true
  if (!Array.isArray(one)) return false
  const names = new Set<unknown>(one.flat())
  return [other].flat(2).every((name) => names.has(name))
}
