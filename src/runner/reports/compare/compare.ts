import { measureNames, measures } from '../../language/expectations/measures.ts'
import { namesByPeerId, RunWords } from '../text/run-words.ts'
import { vocabularyOf } from '../text/vocabulary-of.ts'
import type {
  ComparedCell,
  ComparedExpectation,
  ComparedKind,
  ComparedMeasure,
  ComparedResources,
  ComparedSide,
  Comparison,
  Side,
} from './comparison.ts'
import { type Divergence, divergenceOf, type Likeness } from './divergence.ts'
import { headlineOf } from './headline.ts'
import type { ExpectationSummary, RunSummary } from './run-summary.ts'
import { areApart, spreadOf } from './spread.ts'
import { type Direction, standingOf, standingOfRun, turn, worst } from './standing.ts'
import { statementsOf } from './statements.ts'
import { tellingRun } from './telling-run.ts'

/** Tolerance in milliseconds: runs of different releases never agree exactly. */
export const defaultTolerance = 1000

/** Compares every side with the first one. All are of one topology, and each has a run. */
export function compare(sides: readonly Side[], tolerance = defaultTolerance): Comparison {
  const all = sides.flatMap(({ runs }) => runs.map(({ summary }) => summary))
  const exact =
    new Set(all.map(({ plan }) => plan)).size === 1 && all.every(({ clock }) => clock === 'virtual')
  const allowed = exact ? 0 : tolerance
  const expectations = compareExpectations(sides, allowed)
  const kinds = compareKinds(sides)
  const statements = statementsOf(
    sides.map(({ label, runs }) => {
      const { holdings = [], duration = 0 } = tellingRun(runs)?.summary ?? {}
      return { label, holdings, duration }
    }),
    allowed,
  )
  const plans = sides.flatMap(({ runs }) => tellingRun(runs)?.log?.plan ?? [])
  const names = namesByPeerId(plans.flatMap(({ nodes }) => nodes))
  const words = new RunWords({ names })
  const likeness = { tolerance: exact ? null : tolerance, rename: (text: string) => words.name(text) }
  const divergences = sides.map((side) => divergenceFrom(sides[0], side, likeness))
  const compared = sides.map(compareSide)
  const isOneWay = new Set(compared.flatMap(({ fingerprints }) => fingerprints)).size === 1
  const changed =
    expectations.some(({ direction }) => direction !== 'same') ||
    statements.length > 0 ||
    divergences.some((divergence) => divergence !== null) ||
    (exact && !isOneWay)
  const direction = directionOf(compared, expectations, changed)
  return {
    version: 1,
    topology: [...new Set(all.map(({ name }) => name))].join(', '),
    names,
    faults: agreed(plans.map((plan) => vocabularyOf(plan).faults)),
    sides: compared,
    direction,
    exact,
    tolerance: allowed,
    headline: headlineOf(compared, expectations, { direction, isOneWay, tolerance: allowed }),
    statements,
    expectations,
    kinds,
    resources: compareResources(sides),
    divergences,
  }
}

/** Returns what all that have an entry say of it. */
function agreed(all: readonly Readonly<Record<string, string>>[]): Readonly<Record<string, string>> {
  const told = Map.groupBy(
    all.flatMap((one) => Object.entries(one)),
    ([entry]) => entry,
  )
  return Object.fromEntries(
    [...told.values()].flatMap((same) =>
      new Set(same.map(([, text]) => text)).size === 1 ? same.slice(0, 1) : [],
    ),
  )
}

function compareSide({ label, place, runs }: Side): ComparedSide {
  const summaries = runs.map(({ summary }) => summary)
  const standing = worst(summaries.map(standingOfRun))
  return {
    label,
    place,
    runs: runs.length,
    standing,
    outcomes: countOf(summaries.map(({ outcome }) => outcome)),
    reason: tellingRun(runs)?.summary.reason ?? '',
    seeds: [...new Set(summaries.map(({ seed }) => seed))],
    fingerprints: [...new Set(summaries.map(({ fingerprint }) => fingerprint))],
    duration: spreadOf(summaries.map(({ duration }) => duration)),
    wall: spreadOf(summaries.flatMap(({ wall }) => wall ?? [])),
    hasLog: runs.every(({ log }) => log !== null),
  }
}

/**
 * Combines directions. `worse` wins over `better`, so a fix cannot hide a new failure. A run that became unknown is
 * worse even when no expectation is.
 */
function directionOf(
  sides: readonly ComparedSide[],
  expectations: readonly ComparedExpectation[],
  changed: boolean,
): Direction {
  const all = [
    ...expectations.map(({ direction }) => direction),
    ...sides.map(({ standing }) => turn(sides[0]?.standing ?? standing, standing)),
  ]
  if (all.includes('worse')) return 'worse'
  if (all.includes('better')) return 'better'
  return changed ? 'changed' : 'same'
}

/** Compares entries with equal text and mode, so an entry that moved in the file keeps its history. */
function compareExpectations(sides: readonly Side[], tolerance: number): readonly ComparedExpectation[] {
  const perSide = sides.map(({ runs }) => runs.map(({ summary }) => keyed(summary)))
  const keys = new Set(perSide.flatMap((runs) => runs.flatMap((run) => [...run.keys()])))
  const all = [...keys].flatMap((key): readonly ComparedExpectation[] => {
    const found = perSide.map((runs) => runs.flatMap((run) => run.get(key) ?? []))
    const [first] = found.flat()
    if (first === undefined) return []
    const cells = found.map(cellOf)
    const compared = compareMeasures(found, tolerance)
    const direction = directionOfCells(cells, compared)
    const { entry, line, description, mode } = first
    return [{ entry, line, description, mode, direction, cells, measures: compared }]
  })
  return all.sort((a, b) => importance.indexOf(a.direction) - importance.indexOf(b.direction))
}

const importance: readonly Direction[] = ['worse', 'better', 'changed', 'same']

function keyed({ expectations }: RunSummary): ReadonlyMap<string, ExpectationSummary> {
  const seen = new Map<string, number>()
  return new Map(
    expectations.map((one) => {
      const what = `${one.description} ${one.mode}`
      const number = (seen.get(what) ?? 0) + 1
      seen.set(what, number)
      return [`${what} ${number}`, one]
    }),
  )
}

function cellOf(runs: readonly ExpectationSummary[]): ComparedCell | null {
  if (runs.length === 0) return null
  const standing = worst(runs.map(standingOf))
  const telling = runs.find((one) => standingOf(one) === standing)
  return { standing, outcomes: countOf(runs.map(({ outcome }) => outcome)), reason: telling?.reason ?? '' }
}

function directionOfCells(
  cells: readonly (ComparedCell | null)[],
  numbers: readonly ComparedMeasure[],
): Direction {
  const first = cells[0] ?? null
  const turns = cells.map((cell): Direction => {
    if (first === null || cell === null) return first === cell ? 'same' : 'changed'
    const direction = turn(first.standing, cell.standing)
    return direction === 'same' && !areCountsEqual(first.outcomes, cell.outcomes) ? 'changed' : direction
  })
  const strongest = importance.find((direction) => turns.includes(direction)) ?? 'same'
  return strongest === 'same' && numbers.some(({ differs }) => differs) ? 'changed' : strongest
}

function compareMeasures(
  found: readonly (readonly ExpectationSummary[])[],
  tolerance: number,
): readonly ComparedMeasure[] {
  return measureNames.flatMap((name): readonly ComparedMeasure[] => {
    const spreads = found.map((runs) => spreadOf(runs.flatMap((run) => run.measures[name] ?? [])))
    if (spreads.every((spread) => spread === null)) return []
    const allowed = measures[name].unit === 'time' ? tolerance : 0
    const differs = spreads.some((spread) => areApart(spreads[0] ?? null, spread, allowed))
    return [{ name, differs, spreads }]
  })
}

/** Kinds of events with different counts; first those that one side has and another lacks. */
function compareKinds(sides: readonly Side[]): readonly ComparedKind[] {
  const kinds = new Set(
    sides.flatMap(({ runs }) => runs.flatMap(({ summary }) => Object.keys(summary.kinds))),
  )
  const all = [...kinds].sort().map((kind) => ({
    kind,
    counts: sides.map(({ runs }) => spreadOf(runs.map(({ summary }) => summary.kinds[kind] ?? 0))),
  }))
  const differing = all.filter(({ counts }) => counts.some((count) => areApart(counts[0] ?? null, count, 0)))
  const isNews = ({ counts }: ComparedKind) => counts.some((count) => count?.max === 0)
  return [...differing.filter(isNews), ...differing.filter((one) => !isNews(one))]
}

function compareResources(sides: readonly Side[]): readonly ComparedResources[] {
  const used = sides.map(({ runs }) => runs.map(({ summary }) => summary.resources))
  const kinds = new Set(used.flatMap((runs) => runs.flatMap((run) => Object.keys(run))))
  const spreads = (kind: string, what: 'cpu' | 'peak') =>
    used.map((runs) => spreadOf(runs.flatMap((run) => run[kind]?.[what] ?? [])))
  return [...kinds].sort().map((kind) => ({ kind, cpu: spreads(kind, 'cpu'), peak: spreads(kind, 'peak') }))
}

function divergenceFrom(first: Side | undefined, side: Side, likeness: Likeness): Divergence | null {
  const a = first === undefined ? null : (tellingRun(first.runs)?.log?.events ?? null)
  const b = tellingRun(side.runs)?.log?.events ?? null
  return a === null || b === null || side === first ? null : divergenceOf(a, b, likeness)
}

function countOf(words: readonly string[]): Readonly<Record<string, number>> {
  return Object.fromEntries([...Map.groupBy(words, (word) => word)].map(([word, all]) => [word, all.length]))
}

/** Compares shares, because one side may have more runs than another. */
function areCountsEqual(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): boolean {
  const share = (counts: typeof a, word: string) =>
    (counts[word] ?? 0) / Object.values(counts).reduce((sum, count) => sum + count, 0)
  return [...Object.keys(a), ...Object.keys(b)].every((word) => share(a, word) === share(b, word))
}
