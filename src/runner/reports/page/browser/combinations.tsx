import type { Experiment, ExperimentRun, RunMeasure } from '../../experiment/experiment.ts'
import { formatNumber, numbersIn, type RunGroup } from '../../experiment/groups.ts'
import { spreadSummary, wilson } from '../../experiment/statistics.ts'
import { clean, symbols, wordOf } from '../words.ts'
import { ScrollingTable } from './scrolling-table.tsx'

interface Props {
  readonly experiment: Experiment
  readonly groups: readonly RunGroup[]
  readonly measures: readonly RunMeasure[]
}

/** A row for each combination. */
export function Combinations({ experiment: { factors }, groups, measures }: Props) {
  return (
    <section class="panel" aria-labelledby="combinations">
      <h2 id="combinations">
        Combinations{' '}
        <span class="mode">median (10th to 90th percentile) of the runs that have the number</span>
      </h2>
      <ScrollingTable label="Combinations">
        <table class="combinations">
          <thead>
            <tr>
              {factors.map(({ path }) => (
                <th key={path} scope="col">
                  {clean(path)}
                </th>
              ))}
              <th scope="col">pass rate, 95% interval</th>
              <th scope="col">runs</th>
              {measures.map(({ key, label }) => (
                <th key={key} scope="col" class="number">
                  {clean(label)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map((group, index) => (
              <tr key={group.label} class={`group tone-${index % 6}`}>
                {factors.map(({ path }, column) => (
                  <td key={path} class={column === 0 ? 'toned' : undefined}>
                    {clean(group.values[path] ?? '-')}
                  </td>
                ))}
                <td>
                  <Rate group={group} />
                </td>
                <td>
                  <Squares runs={group.runs} />
                </td>
                {measures.map((measure) => (
                  <td key={measure.key} class="number">
                    {cellOf(group, measure)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollingTable>
    </section>
  )
}

function Rate({ group: { passed, runs } }: { readonly group: RunGroup }) {
  const { low, high } = wilson(passed, runs.length)
  const percent = (share: number) => `${Math.round(share * 100)}%`
  return (
    <>
      <strong>
        {passed}/{runs.length}
      </strong>{' '}
      <span class="mode">
        {percent(low)} to {percent(high)}
      </span>
      <svg class="rate" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="8" class="rest" />
        <rect width={(passed / runs.length) * 100} height="8" class="share" />
        <line x1={low * 100} x2={high * 100} y1="4" y2="4" />
      </svg>
    </>
  )
}

function Squares({ runs }: { readonly runs: readonly ExperimentRun[] }) {
  return (
    <ul class="squares">
      {runs.map(({ id, seed, outcome, reason }) => (
        <li key={id}>
          <a
            class={`square ${wordOf(outcome)}`}
            href={reportOfRun(id)}
            title={`seed ${seed}: ${outcome}: ${clean(reason)}`}
            aria-label={`seed ${seed}: ${outcome}`}
          >
            {symbols[wordOf(outcome)]}
          </a>
        </li>
      ))}
    </ul>
  )
}

/** The page of a run. */
export function reportOfRun(id: string): string {
  return `${id.split('/').map(encodeURIComponent).join('/')}/report.html`
}

function cellOf({ runs }: RunGroup, measure: RunMeasure): string {
  const summary = spreadSummary(numbersIn(runs, measure))
  if (summary === null) return '-'
  const one = (value: number) => formatNumber(value, measure.unit)
  const count = summary.count < runs.length ? `, ${summary.count} of ${runs.length}` : ''
  return summary.min === summary.max
    ? `${one(summary.median)}${count}`
    : `${one(summary.median)} (${one(summary.p10)} to ${one(summary.p90)})${count}`
}
