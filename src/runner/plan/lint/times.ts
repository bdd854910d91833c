/** When entries start and end, as far as the plan tells: at the earliest, and at the latest. */
import { BugError } from '../../errors.ts'
import type { EntryPlan, Plan } from '../plan.ts'

export interface Interval {
  readonly from: number
  readonly to: number
}

export class Times {
  readonly #entries: ReadonlyMap<string, EntryPlan>
  readonly #starts = new Map<string, Interval>()
  /** When the last entry that does not last until the end has ended, at the latest. */
  readonly end: number

  constructor(plan: Plan) {
    this.#entries = new Map(plan.timeline.map((entry) => [entry.id, entry]))
    this.end = Math.max(0, ...plan.timeline.map((entry) => this.endOf(entry).to).filter(Number.isFinite))
  }

  startOf(entry: EntryPlan): Interval {
    const known = this.#starts.get(entry.id)
    if (known !== undefined) return known
    const { start } = entry
    const found =
      start.kind === 'at'
        ? { from: start.time, to: start.time }
        : plus(this.endOf(this.#entry(start.entry)), { from: start.delay, to: start.delay })
    this.#starts.set(entry.id, found)
    return found
  }

  endOf(entry: EntryPlan): Interval {
    return plus(this.startOf(entry), lengthOf(entry))
  }

  /** How much later `entry` starts than `other`: exact where it waits for it, however uncertain both times are. */
  since(other: EntryPlan, entry: EntryPlan): Interval {
    const chain = this.chainTo(other, entry)
    if (chain !== null) {
      return chain.reduce<Interval>(
        (sum, { start }, index) => {
          const waited = chain[index + 1] ?? other
          const delay = start.kind === 'after' ? start.delay : 0
          return plus(plus(sum, lengthOf(waited)), { from: delay, to: delay })
        },
        { from: 0, to: 0 },
      )
    }
    const [a, b] = [this.startOf(other), this.startOf(entry)]
    return { from: b.from - a.to, to: b.to - a.from }
  }

  /** `entry` and what it waits for, one after the other, up to but without `other`; null: it does not wait for it. */
  chainTo(other: EntryPlan, entry: EntryPlan): readonly EntryPlan[] | null {
    const chain: EntryPlan[] = []
    for (let here = entry; here !== other; here = this.#entry(here.start.entry)) {
      chain.push(here)
      if (here.start.kind === 'at') return null
    }
    return chain
  }

  #entry(id: string): EntryPlan {
    const entry = this.#entries.get(id)
    if (entry === undefined) throw new BugError(`the plan waits for an entry "${id}" that it does not have`)
    return entry
  }
}

export function timesOf(plan: Plan): Times {
  return new Times(plan)
}

function lengthOf(entry: EntryPlan): Interval {
  if (entry.type === 'fault') {
    const length = entry.for ?? (entry.fault.kind === 'restart' ? entry.fault.params.down : 0)
    return { from: length, to: length }
  }
  switch (entry.mode.kind) {
    case 'within':
      return { from: 0, to: entry.mode.time }
    case 'for':
      return { from: 0, to: entry.mode.time }
    case 'never':
      return { from: 0, to: Number.POSITIVE_INFINITY }
  }
}

function plus(a: Interval, b: Interval): Interval {
  return { from: a.from + b.from, to: a.to + b.to }
}
