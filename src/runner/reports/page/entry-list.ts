import type { Hole } from '../../verdict/hole.ts'
import type { ExpectationVerdict, FaultVerdict, Verdict } from '../../verdict/verdict.ts'
import type { EntryMoments } from './entry-moments.ts'
import type { Moment } from './report-model.ts'

/** A row in the list of entries; `at` is null for an entry that the run did not reach. */
export type ListedEntry =
  | { readonly type: 'expectation'; readonly at: Moment | null; readonly expectation: ExpectationVerdict }
  | { readonly type: 'fault'; readonly at: Moment | null; readonly fault: FaultVerdict }
  | { readonly type: 'hole'; readonly at: Moment; readonly hole: Hole }
  /** Expectations of one kind that passed one after the other, in a long list. */
  | {
      readonly type: 'passed'
      readonly at: Moment
      readonly until: Moment
      readonly kind: string
      readonly entries: readonly (ListedEntry & { readonly type: 'expectation' })[]
    }

/** Lists with more entries than this sum up those that passed. */
const mostSingly = 12
const fewestTogether = 3

/**
 * Lists faults, expectations and holes in the order of the log: faults by their start, expectations by their end.
 * Entries without a start come last. `numberAt` gives the number of the last event up to a time.
 */
export function entryList(
  { expectations, faults, holes }: Verdict,
  moments: ReadonlyMap<string, EntryMoments>,
  numberAt: (time: number) => number,
): readonly ListedEntry[] {
  const rows = [
    ...expectations.map((expectation): ListedEntry => {
      const at = moments.get(expectation.entry)?.ended ?? null
      return { type: 'expectation', at, expectation }
    }),
    ...faults.map((fault): ListedEntry => {
      return { type: 'fault', at: moments.get(fault.entry)?.started ?? null, fault }
    }),
    ...holes.map((hole): ListedEntry => {
      return { type: 'hole', at: { n: numberAt(hole.from), t: hole.from }, hole }
    }),
  ].sort((a, b) => placeOf(a) - placeOf(b))
  return rows.length <= mostSingly ? rows : summedUp(rows)
}

function placeOf({ at }: ListedEntry): number {
  return at?.n ?? Number.MAX_SAFE_INTEGER
}

function summedUp(rows: readonly ListedEntry[]): readonly ListedEntry[] {
  const listed: ListedEntry[] = []
  let alike: (ListedEntry & { readonly type: 'expectation' })[] = []
  const close = () => {
    const [first, last] = [alike.at(0), alike.at(-1)]
    if (alike.length < fewestTogether || first?.at == null || last?.at == null) listed.push(...alike)
    else {
      const { kind } = first.expectation
      listed.push({ type: 'passed', at: first.at, until: last.at, kind, entries: alike })
    }
    alike = []
  }
  for (const row of rows) {
    const passed = row.type === 'expectation' && row.expectation.outcome === 'pass' ? row : null
    if (passed === null || passed.expectation.kind !== alike[0]?.expectation.kind) close()
    if (passed === null) listed.push(row)
    else alike.push(passed)
  }
  close()
  return listed
}
