/** Earliest and latest times of a plan's entries, and of the starts of its nodes. */
import { BugError } from '../../../../base/errors.ts'
import { factsOf } from '../../faults/registry.ts'
import { type EntryTimes, entryTimes, type Interval } from '../../values/entry-times.ts'
import type { EntryPlan, FaultEntryPlan, Plan } from '../plan.ts'
import { timedEntries } from '../timed-entries.ts'

export interface PossibleStart extends Interval {
  /** The fault that starts it; null: it starts with the run. */
  readonly cause: FaultEntryPlan | null
}

/** A fault that makes the times of renewals uncertain, from a time on. */
export interface Unsettling {
  readonly from: number
  readonly cause: FaultEntryPlan
}

/** Entries that wait for each other are trees: each waits for one at most. */
interface Place extends EntryTimes {
  /** Its number, and the last one of those that wait for it, in an order in which these follow it directly. */
  readonly first: number
  last: number
}

export class Times {
  readonly #entries: ReadonlyMap<string, EntryPlan>
  readonly #order: readonly EntryPlan[]
  readonly #places: ReadonlyMap<EntryPlan, Place>
  readonly #nodeStarts: ReadonlyMap<string, readonly PossibleStart[]>
  readonly #unsettlings: ReadonlyMap<string, readonly Unsettling[]>
  /** Latest end of the entries other than `never`. */
  readonly end: number

  constructor(plan: Plan) {
    this.#order = plan.timeline
    this.#entries = new Map(plan.timeline.map((entry) => [entry.id, entry]))
    this.#places = placesOf(plan)
    this.#nodeStarts = this.#startsOfNodes(plan)
    this.#unsettlings = this.#unsettlingsOfNodes(plan)
    const ends = plan.timeline.map((entry) => this.endOf(entry).to).filter(Number.isFinite)
    this.end = ends.reduce((latest, end) => Math.max(latest, end), 0)
  }

  startOf(entry: EntryPlan): Interval {
    return this.#place(entry).start
  }

  endOf(entry: EntryPlan): Interval {
    return this.#place(entry).end
  }

  /** The times at which a node starts. */
  nodeStarts(name: string): readonly PossibleStart[] {
    return this.#nodeStarts.get(name) ?? []
  }

  /** Faults that make the times of renewals by the node, or at the node, uncertain. */
  unsettlings(name: string): readonly Unsettling[] {
    return this.#unsettlings.get(name) ?? []
  }

  /** Returns true if `entry` waits for the end of `other`, directly or not. */
  waitsFor(entry: EntryPlan, other: EntryPlan): boolean {
    const [{ first }, before] = [this.#place(entry), this.#place(other)]
    return first > before.first && first <= before.last
  }

  /** Time from the start of `other` to that of `entry`: exact where `entry` waits for `other`. */
  since(other: EntryPlan, entry: EntryPlan): Interval {
    const [a, b] = [this.#place(other), this.#place(entry)]
    if (entry === other || this.waitsFor(entry, other)) {
      return { from: b.start.from - a.start.from, to: b.start.to - a.start.to }
    }
    return { from: b.start.from - a.start.to, to: b.start.to - a.start.from }
  }

  /** Returns true if `entry` starts after `other` in every run. At one instant, the order of the file decides. */
  follows(entry: EntryPlan, other: EntryPlan): boolean {
    const { from } = this.since(other, entry)
    if (from !== 0 || this.waitsFor(entry, other)) return from >= 0
    return this.#order.indexOf(other) < this.#order.indexOf(entry)
  }

  /** `entry` and the entries that it waits for, back to but without `other`; null: it does not wait for `other`. */
  chainTo(other: EntryPlan, entry: EntryPlan): readonly EntryPlan[] | null {
    if (entry !== other && !this.waitsFor(entry, other)) return null
    const chain: EntryPlan[] = []
    for (
      let here = entry;
      here !== other && here.start.kind === 'after';
      here = this.#entry(here.start.entry)
    ) {
      chain.push(here)
    }
    return chain
  }

  #entry(id: string): EntryPlan {
    const entry = this.#entries.get(id)
    if (entry === undefined) throw new BugError(`the plan waits for an entry "${id}" that it does not have`)
    return entry
  }

  #place(entry: EntryPlan): Place {
    const place = this.#places.get(entry)
    if (place === undefined) throw new BugError(`the entry "${entry.id}" is none of the plan's`)
    return place
  }

  #startsOfNodes({ nodes, timeline }: Plan): ReadonlyMap<string, readonly PossibleStart[]> {
    const starts = new Map(
      nodes.map(({ name, startAt }): [string, PossibleStart[]] => [
        name,
        startAt === null ? [] : [{ from: startAt, to: startAt, cause: null }],
      ]),
    )
    for (const entry of timeline) {
      if (entry.type !== 'fault') continue
      const { starts: names, takes } = factsOf(entry.fault)
      const start = this.startOf(entry)
      const startOfNode = { from: start.from + takes, to: start.to + takes, cause: entry }
      for (const name of names) starts.get(name)?.push(startOfNode)
    }
    return starts
  }

  /** Wrong clocks, and changed lengths of reservations. */
  #unsettlingsOfNodes({ nodes, timeline }: Plan): ReadonlyMap<string, readonly Unsettling[]> {
    const found = new Map(nodes.map(({ name }): [string, Unsettling[]] => [name, []]))
    for (const entry of timeline) {
      if (entry.type !== 'fault') continue
      for (const name of factsOf(entry.fault).unsettles) {
        found.get(name)?.push({ from: this.startOf(entry).from, cause: entry })
      }
    }
    return found
  }
}

export function timesOf(plan: Plan): Times {
  return new Times(plan)
}

function placesOf({ timeline }: Plan): ReadonlyMap<EntryPlan, Place> {
  const places = new Map<EntryPlan, Place>()
  const times = new Map(entryTimes(timedEntries(timeline)).map((one, index) => [timeline[index], one]))
  const waiting = Map.groupBy(timeline, ({ start }) => (start.kind === 'at' ? null : start.entry))
  const put = (entry: EntryPlan): Place => {
    const known = times.get(entry)
    if (known === undefined || known === null) throw new BugError(`the entry "${entry.id}" has no times`)
    const first = places.size
    const place: Place = { ...known, first, last: first }
    places.set(entry, place)
    for (const next of waiting.get(entry.id) ?? []) place.last = put(next).last
    return place
  }
  for (const entry of waiting.get(null) ?? []) put(entry)
  return places
}
