/** A topology file with `search:` -> the search, or all of its mistakes. */
import { BugError, type DiagnosedFile } from '../../../base/errors.ts'
import { problem } from '../diagnostics/diagnose.ts'
import { type ExpectationPlan, expectationOf } from '../expectations/registry.ts'
import { allDrawable, type DrawableFault } from '../topology/drawable-faults.ts'
import { namesOf } from '../topology/layout.ts'
import { resolveDoes } from '../topology/resolve-params.ts'
import type { SearchKeys } from '../topology/search-schema.ts'
import type { SearchedExpectation, Topology, TopologySearch } from '../topology/topology.ts'
import type { Overrides } from '../topology/validate.ts'
import { loadWith, type Source } from './load.ts'
import type { Plan } from './plan.ts'

/** The faults that a search draws from, and its expectations. All times are milliseconds. */
export interface SearchPlan {
  /** The nodes and the network; its timeline is that of the file. */
  readonly plan: Plan
  /** The span in which faults begin. */
  readonly span: number
  readonly count: { readonly min: number; readonly max: number }
  readonly of: readonly DrawableFault[]
  /** The time for recovery after a fault. */
  readonly within: number
  readonly always: readonly ExpectedItem[]
  readonly eventually: readonly ExpectedItem[]
  /** Read the log, so that each run can be watched for them. */
  readonly sometimes: readonly ExpectationPlan[]
}

/** An expectation of a search, as its file has it. */
export interface ExpectedItem {
  /** The keys of the entry, without times and `known`. */
  readonly entry: Readonly<Record<string, unknown>>
  /** The time for it alone; null: that of the search. */
  readonly within: number | null
  readonly known: string | null
}

export type LoadedSearch =
  | { readonly ok: true; readonly search: SearchPlan; readonly warnings: DiagnosedFile }
  | { readonly ok: false; readonly file: DiagnosedFile }

export function loadSearch(source: Source, overrides: Overrides = {}, load = loadWith): LoadedSearch {
  const kept: { topology: Topology | null } = { topology: null }
  const loaded = load(
    (topology) => {
      kept.topology = topology
      return topology.search === null ? [noSearch] : []
    },
    source,
    overrides,
  )
  if (!loaded.ok) return loaded
  const search = kept.topology?.search ?? null
  if (kept.topology === null || search === null || search.keys === null)
    throw new BugError('a search was loaded with mistakes')
  const found = searchOf(kept.topology, search, search.keys, loaded.plan)
  return { ok: true, search: found, warnings: loaded.warnings }
}

const noSearch = problem(
  'missing-key',
  null,
  'the file has no `search`',
  'write search: { eventually: [{ expect: reservation, peer: alice, relay: boot }] }, or use `topo run`',
)

function searchOf(
  topology: Topology,
  { always, eventually, sometimes }: TopologySearch,
  keys: SearchKeys,
  plan: Plan,
): SearchPlan {
  return {
    plan,
    span: keys.for,
    count: keys.faults,
    of: allDrawable(topology),
    within: keys.within,
    always: always.map(itemOf),
    eventually: eventually.map(itemOf),
    sometimes: sometimes.map((one) => watchedIn(topology, one)),
  }
}

function watchedIn(topology: Topology, { entry: { content } }: SearchedExpectation): ExpectationPlan {
  if (content?.type !== 'expectation') throw new BugError('a search was loaded with mistakes')
  return resolveDoes(content.does, expectationOf(content.does.kind).params, namesOf(topology))
}

function itemOf({ source, entry: { content } }: SearchedExpectation): ExpectedItem {
  if (content?.type !== 'expectation') throw new BugError('a search was loaded with mistakes')
  const entry = Object.entries(Object(source.value)).filter(([key]) => key !== 'within' && key !== 'known')
  const { within, known } = content.keys
  return { entry: Object.fromEntries(entry), within, known }
}
