import { curveStepAfter, line } from 'd3-shape'
import type { ExperimentRun, RunMeasure } from '../../experiment/experiment.ts'
import { formatNumber, numbersIn, type RunGroup } from '../../experiment/groups.ts'
import { spreadSummary } from '../../experiment/statistics.ts'
import { clean, wordOf } from '../words.ts'
import { reportOfRun } from './combinations.tsx'
import { axisOf, type NumberAxis } from './number-axis.ts'

const width = 560
const side = 12
const rowHeight = 36
const axisHeight = 20
const curveHeight = 220
const curveLeft = 46

interface Props {
  readonly measure: RunMeasure
  readonly groups: readonly RunGroup[]
}

/** Box plots and the distribution function of one measure. Each point is a link to its run. */
export function MeasurePanel({ measure, groups }: Props) {
  const numbers = numbersIn(
    groups.flatMap(({ runs }) => runs),
    measure,
  )
  const id = `measure-${measure.key.replaceAll(/[^a-zA-Z0-9]/g, '-')}`
  return (
    <section class="panel measure" aria-labelledby={id}>
      <h2 id={id}>{clean(measure.label)}</h2>
      <div class="figures">
        <Boxes measure={measure} groups={groups} axis={axisOf(measure, numbers, [side, width - side])} />
        <Curves
          measure={measure}
          groups={groups}
          axis={axisOf(measure, numbers, [curveLeft, width - side])}
        />
      </div>
    </section>
  )
}

interface FigureProps extends Props {
  readonly axis: NumberAxis
}

function Boxes({ measure, groups, axis }: FigureProps) {
  return (
    <figure>
      <figcaption>
        The box goes from the 25th to the 75th percentile, its line is the median, and the whiskers end at the
        10th and the 90th.
      </figcaption>
      {groups.map((group, index) => (
        <div key={group.label} class={`group tone-${index % 6}`}>
          <p class="toned">
            {clean(group.label)} <span class="mode">{told(group, measure)}</span>
          </p>
          <Box group={group} measure={measure} axis={axis} />
          <Without group={group} measure={measure} />
        </div>
      ))}
      <svg class="chart" viewBox={`0 0 ${width} ${axisHeight}`} aria-hidden="true">
        {axis.ticks.map(({ x, text }) => (
          <text key={text} class="tick" x={x} y="12">
            {text}
          </text>
        ))}
      </svg>
    </figure>
  )
}

function Box({ group, measure, axis }: { readonly group: RunGroup } & Omit<FigureProps, 'groups'>) {
  const summary = spreadSummary(numbersIn(group.runs, measure))
  if (summary === null) return null
  const { toX, ticks } = axis
  const middle = rowHeight / 2
  const { p10, p25, median, p75, p90 } = summary
  return (
    // biome-ignore lint/a11y/useSemanticElements: a picture with links in it
    <svg class="chart" viewBox={`0 0 ${width} ${rowHeight}`} role="group" aria-label={clean(group.label)}>
      {ticks.map(({ x, text }) => (
        <line key={text} class="grid" x1={x} x2={x} y2={rowHeight} />
      ))}
      <rect class="frame" x="0.5" y="0.5" width={width - 1} height={rowHeight - 1} />
      <line class="whisker" x1={toX(p10)} x2={toX(p90)} y1={middle} y2={middle} />
      <rect class="box" x={toX(p25) - 1} width={toX(p75) - toX(p25) + 2} y={middle - 12} height="24" rx="3" />
      <line class="median" x1={toX(median)} x2={toX(median)} y1={middle - 12} y2={middle + 12} />
      {withNumbers(group.runs, measure).map(({ run, value }, index) => (
        <Point
          key={run.id}
          run={run}
          measure={measure}
          x={toX(value)}
          y={middle + ((index % 5) - 2) * 4}
          isReached={true}
        />
      ))}
    </svg>
  )
}

function Without({ group, measure }: { readonly group: RunGroup; readonly measure: RunMeasure }) {
  const runs = group.runs.filter(({ numbers }) => numbers[measure.key] === undefined)
  if (runs.length === 0) return null
  return (
    <p class="without">
      without:{' '}
      {runs.map(({ id, seed }) => (
        <a key={id} href={reportOfRun(id)}>
          seed {seed}
        </a>
      ))}
    </p>
  )
}

/** The share of all runs of a combination with at most this number. Runs without one never arrive. */
function Curves({ measure, groups, axis }: FigureProps) {
  const toY = (share: number) => 10 + (1 - share) * (curveHeight - 20)
  const path = line<readonly [number, number]>(
    ([value]) => axis.toX(value),
    ([, share]) => toY(share),
  ).curve(curveStepAfter)
  return (
    <figure>
      <figcaption>
        The share of runs with at most this number. Runs without one count, so a curve may end below 100%.
      </figcaption>
      {/* biome-ignore lint/a11y/useSemanticElements: a picture with links in it */}
      <svg
        class="chart curves"
        viewBox={`0 0 ${width} ${curveHeight + axisHeight}`}
        role="group"
        aria-label={`Distribution of ${clean(measure.label)}`}
      >
        {[0, 0.25, 0.5, 0.75, 1].map((share) => (
          <g key={share}>
            <line class="grid" x1={curveLeft} x2={width - side} y1={toY(share)} y2={toY(share)} />
            <text class="tick end" x={curveLeft - 6} y={toY(share)} dy=".35em">
              {share * 100}%
            </text>
          </g>
        ))}
        {axis.ticks.map(({ x, text }) => (
          <g key={text}>
            <line class="grid" x1={x} x2={x} y1={toY(1)} y2={toY(0)} />
            <text class="tick" x={x} y={curveHeight + 12}>
              {text}
            </text>
          </g>
        ))}
        <rect
          class="frame"
          x={curveLeft}
          y={toY(1)}
          width={width - side - curveLeft}
          height={toY(0) - toY(1)}
        />
        {groups.map((group, index) => {
          const points = stepsOf(group, measure)
          const first = points[0]
          return (
            <g key={group.label} class={`group tone-${index % 6} dash-${Math.floor(index / 6) % 3}`}>
              <path
                d={
                  path([
                    ...(first === undefined ? [] : [[first.value, 0] as const]),
                    ...points.map(({ value, share }) => [value, share] as const),
                  ]) ?? ''
                }
              />
              {points.map(({ run, value, share }) => (
                <Point
                  key={run.id}
                  run={run}
                  measure={measure}
                  x={axis.toX(value)}
                  y={toY(share)}
                  isReached={false}
                />
              ))}
            </g>
          )
        })}
      </svg>
    </figure>
  )
}

interface PointProps {
  readonly run: ExperimentRun
  readonly measure: RunMeasure
  readonly x: number
  readonly y: number
  /** True: the Tab key reaches it. Each run is reached once for a measure. */
  readonly isReached: boolean
}

function Point({ run, measure, x, y, isReached }: PointProps) {
  const { id, seed, outcome, numbers } = run
  const text = `seed ${seed}: ${formatNumber(numbers[measure.key] ?? 0, measure.unit)}, ${outcome}`
  return (
    <a href={reportOfRun(id)} aria-label={text} tabIndex={isReached ? 0 : -1}>
      <circle class={`point ${wordOf(outcome)}`} cx={x} cy={y} r="3.6">
        <title>{text}</title>
      </circle>
    </a>
  )
}

function withNumbers(runs: readonly ExperimentRun[], { key }: RunMeasure) {
  return runs.flatMap((run) => {
    const value = run.numbers[key]
    return value === undefined ? [] : [{ run, value }]
  })
}

function stepsOf({ runs }: RunGroup, measure: RunMeasure) {
  return withNumbers(runs, measure)
    .toSorted((a, b) => a.value - b.value)
    .map((one, index) => ({ ...one, share: (index + 1) / runs.length }))
}

function told({ runs }: RunGroup, measure: RunMeasure): string {
  const summary = spreadSummary(numbersIn(runs, measure))
  if (summary === null) return 'no run has it'
  const one = (value: number) => formatNumber(value, measure.unit)
  const count =
    summary.count < runs.length ? `${summary.count} of ${runs.length} runs` : `${runs.length} runs`
  return `${count}, ${one(summary.min)} to ${one(summary.max)}, median ${one(summary.median)}`
}
