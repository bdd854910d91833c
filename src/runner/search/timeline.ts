/**
 * A drawn timeline as the entries of a topology: its faults, and the expectations of the search.
 *
 * A fault excuses the expectations of `always` from its start until `within` after its end, and so does the start of
 * the run. Between these times they must hold without a gap, up to the end of the span. `eventually` begins when the
 * last fault is over.
 */
import { asksNodes, type ExpectationKind, expectationOf } from '../language/expectations/registry.ts'
import { starting } from '../language/faults/registry.ts'
import type { ExpectedItem, SearchPlan } from '../language/plan/load-search.ts'
import type { Interval } from '../language/values/entry-times.ts'
import { formatDuration } from '../language/values/format-duration.ts'
import { type Drawn, type DrawnFault, type ExpectedAt, endOf, idOf, leftDown } from './drawn.ts'

/** An entry of a timeline, as YAML has it. */
export type YamlEntry = Readonly<Record<string, unknown>>

/** The part of a search that decides the expectations of each run. */
export type Expected = Pick<SearchPlan, 'span' | 'within' | 'always' | 'eventually'>

/** Time before a fault at which `always` ends, so that no look falls into the fault. */
const margin = { log: 1000, probe: 20_000 } as const
/** The shortest time for which `always` looks. */
const shortest = 60_000
/** Nothing can hold before the nodes have started. */
const earliest = 1000

export interface CandidateShape {
  /** Only this expectation; null: all of the search. */
  readonly only: ExpectedAt | null
  /** True: its faults may change nothing. */
  readonly isHarmless: boolean
  /** Other values for keys of the expectation `only`. */
  readonly narrowed: YamlEntry
}

/** Returns the entries in the order of their times. */
export function timelineOf(
  search: Expected,
  faults: Drawn,
  { only, isHarmless, narrowed }: CandidateShape,
): readonly YamlEntry[] {
  const isMeant = (list: ExpectedAt['list'], index: number) =>
    only === null || (only.list === list && only.index === index)
  const narrow = (item: ExpectedItem) => ({ ...item, entry: { ...item.entry, ...narrowed } })
  const entries = [
    ...faults.flatMap((fault) => faultEntries(fault, isHarmless)),
    ...search.eventually.flatMap((item, index) =>
      isMeant('eventually', index) ? [eventualEntry(search, faults, narrow(item), index)] : [],
    ),
    ...search.always.flatMap((item, index) =>
      isMeant('always', index) ? alwaysEntries(search, faults, narrow(item), index) : [],
    ),
  ]
  return entries.sort((a, b) => a.at - b.at).map(({ at, keys }) => ({ ...keys, at: formatDuration(at) }))
}

interface PlacedEntry {
  readonly at: number
  /** Begins with the place of `at`. */
  readonly keys: YamlEntry
}

/** Returns the fault, and the start of the nodes that it ends for good. */
function faultEntries(drawn: DrawnFault, isHarmless: boolean): readonly PlacedEntry[] {
  const down = leftDown(drawn)
  const harmless = isHarmless ? { harmless: true } : {}
  const entry = { at: drawn.at, keys: { at: '', fault: drawn.fault, ...drawn.keys, ...harmless } }
  if (down.length === 0) return [entry]
  const node = down.length === 1 ? down[0] : down
  return [entry, { at: endOf(drawn), keys: { at: '', fault: starting, node, ...harmless } }]
}

function eventualEntry(search: Expected, faults: Drawn, item: ExpectedItem, index: number): PlacedEntry {
  const within = formatDuration(item.within ?? search.within)
  const id = idOf({ list: 'eventually', index })
  return { at: endOfAll(faults), keys: { at: '', id, ...item.entry, within } }
}

function alwaysEntries(
  search: Expected,
  faults: Drawn,
  { entry }: ExpectedItem,
  index: number,
): readonly PlacedEntry[] {
  return unexcused(search, faults, asks(entry) ? margin.probe : margin.log).map(({ from, to }, time) => ({
    at: from,
    keys: { at: '', id: idOf({ list: 'always', index }, time), ...entry, for: formatDuration(to - from) },
  }))
}

/** Returns the times that no fault excuses, the last one up to the end of the span. */
export function unexcused(
  { span, within }: Pick<Expected, 'span' | 'within'>,
  faults: Drawn,
  before: number,
): readonly Interval[] {
  const found: Interval[] = []
  let from = within
  for (const fault of faults) {
    if (fault.at - before - from >= shortest) found.push({ from, to: fault.at - before })
    from = Math.max(from, endOf(fault) + within)
  }
  return [...found, { from, to: Math.max(span, from + shortest) }]
}

/** Returns the time at which every fault is over. */
export function endOfAll(faults: Drawn): number {
  return faults.reduce((latest, fault) => Math.max(latest, endOf(fault)), earliest)
}

function asks({ expect, ...params }: ExpectedItem['entry']): boolean {
  return asksNodes(expectationOf(expect as ExpectationKind), params)
}
