import stringWidth from 'fast-string-width'
import { plural } from '../../language/values/plural.ts'
import { escapeTerminal } from '../text/escape-terminal.ts'
import type { Paint } from '../text/paint.ts'
import type { Experiment, RunMeasure } from './experiment.ts'
import { formatNumber, groupsOf, isConstant, numbersIn, type RunGroup } from './groups.ts'
import { spreadSummary, wilson } from './statistics.ts'

/** The most measures in the table; the page has all. */
const mostColumns = 6
const letters = 'ABCDEF'

/** One line for each combination: pass rate, and median (10th to 90th percentile) of each measure that varies. */
export function renderTable(experiment: Experiment, paint: Paint): readonly string[] {
  const { topology, factors, measures, runs, missing } = experiment
  const varying = measures.filter((measure) => !isConstant(experiment, measure))
  const shown = varying.slice(0, mostColumns)
  const groups = groupsOf(experiment)
  const head = [
    ...factors.map(({ path }) => path),
    'runs',
    'pass',
    ...shown.map((_, index) => letters[index] ?? ''),
  ]
  const rows = groups.map((group) => [
    ...factors.map(({ path }) => escapeTerminal(group.values[path] ?? '-')),
    String(group.runs.length),
    rateOf(group),
    ...shown.map((measure) => cellOf(group, measure)),
  ])
  const [first = '', ...others] = columnsOf([head, ...rows])
  const constant = measures.length - varying.length
  return [
    paint.bold(
      `${escapeTerminal(topology)}: ${plural(groups.length, 'combination')}, ${plural(runs.length, 'run')}`,
    ),
    paint.dim(first),
    ...others,
    ...shown.map(
      ({ label }, index) =>
        `  ${paint.dim(letters[index] ?? '')}  ${escapeTerminal(label)}${index === 0 ? ', median (10th to 90th percentile)' : ''}`,
    ),
    ...(varying.length > shown.length
      ? [`  ${plural(varying.length - shown.length, 'more measure')} on the page`]
      : []),
    ...(constant > 0 ? [`  ${plural(constant, 'measure')} with the same number in all runs`] : []),
    ...missing.map((one) => `  ${escapeTerminal(one)}`),
  ]
}

/** `19/20 (76% to 99%)`: the interval of 95 %. */
function rateOf({ passed, runs }: RunGroup): string {
  const { low, high } = wilson(passed, runs.length)
  const percent = (share: number) => `${Math.round(share * 100)}%`
  return `${passed}/${runs.length} (${percent(low)} to ${percent(high)})`
}

/** `5s (4s to 9s)`, and how many runs have a number where not all do. */
function cellOf({ runs }: RunGroup, measure: RunMeasure): string {
  const summary = spreadSummary(numbersIn(runs, measure))
  if (summary === null) return '-'
  const one = (value: number) => formatNumber(value, measure.unit)
  const ends = [one(summary.p10), one(summary.p90)]
  const spread = ends[0] === ends[1] ? one(summary.median) : `${one(summary.median)} (${ends.join(' to ')})`
  return summary.count === runs.length ? spread : `${spread}, ${summary.count} of ${runs.length}`
}

function columnsOf(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))),
  )
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - stringWidth(cell)))
      .join('  ')
      .trimEnd(),
  )
}
