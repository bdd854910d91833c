import { scaleLinear, scaleUtc } from 'd3-scale'
import { type MeasureName, measures } from '../../../language/expectations/measures.ts'
import { formatClock } from '../../../language/values/format-clock.ts'
import type { ComparedMeasure, Comparison } from '../../compare/comparison.ts'
import type { Spread } from '../../compare/spread.ts'
import { formatMeasure } from '../../compare/wording.ts'
import { clean } from '../words.ts'

const width = 520
const left = 96
const right = 14
const rowHeight = 26
const axisHeight = 22

/** Every number of every run, where a side has several runs or the sides differ. */
export function Strips({ comparison }: { readonly comparison: Comparison }) {
  const { expectations, sides } = comparison
  const areRepeated = sides.some(({ runs }) => runs > 1)
  const shown = expectations.flatMap(({ entry, description, measures: all }) =>
    all
      .filter(({ name, differs }) => differs || (areRepeated && measures[name].unit === 'time'))
      .map((measure) => ({ key: `${entry} ${description} ${measure.name}`, description, measure })),
  )
  if (shown.length === 0) return null
  const labels = sides.map(({ label }) => clean(label))
  return (
    <section class="panel strips" aria-labelledby="strips-title">
      <h2 id="strips-title">
        Times and counts{' '}
        <span class="mode">
          one dot for each run; the box goes from the smallest to the largest value, and its line is the
          median
        </span>
      </h2>
      <div class="strip-grid">
        {shown.map(({ key, description, measure }) => (
          <figure key={key}>
            <figcaption>
              <strong>{measures[measure.name].label}</strong> {clean(description)}
            </figcaption>
            <Strip labels={labels} measure={measure} />
          </figure>
        ))}
      </div>
    </section>
  )
}

function Strip({
  labels,
  measure,
}: {
  readonly labels: readonly string[]
  readonly measure: ComparedMeasure
}) {
  const { name, spreads } = measure
  const most = Math.max(1, ...spreads.flatMap((spread) => spread?.max ?? []))
  const domain = [0, most * 1.04]
  const range = [left, width - right]
  const toX = scaleLinear(domain, range)
  const isTime = measures[name].unit === 'time'
  const ticks = isTime ? scaleUtc(domain, range).ticks(4).map(Number) : toX.ticks(4).filter(Number.isInteger)
  const height = axisHeight + spreads.length * rowHeight
  const said = labels.map((label, side) => `${label}: ${formatMeasure(name, spreads[side] ?? null)}`)
  return (
    <svg class="strip" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={said.join('; ')}>
      {ticks.map((tick) => (
        <g key={tick} transform={`translate(${toX(tick)},0)`} class="tick">
          <line y1={axisHeight - 4} y2={height} />
          <text y="11">{isTime ? formatClock(tick) : tick}</text>
        </g>
      ))}
      {spreads.map((spread, side) => (
        <g key={labels[side]} transform={`translate(0,${axisHeight + side * rowHeight})`}>
          <text class="label" x="0" y={rowHeight / 2} dy=".35em">
            {shorten(labels[side] ?? '')}
          </text>
          {spread === null ? (
            <text class="absent" x={left} y={rowHeight / 2} dy=".35em">
              never
            </text>
          ) : (
            <Dots spread={spread} name={name} toX={toX} side={side} />
          )}
        </g>
      ))}
    </svg>
  )
}

interface DotsProps {
  readonly spread: Spread
  readonly name: MeasureName
  readonly toX: (value: number) => number
  readonly side: number
}

function Dots({ spread, name, toX, side }: DotsProps) {
  const { min, max, median, values } = spread
  const middle = rowHeight / 2
  return (
    <g class={`dots side-${side % 4}`}>
      {max > min ? (
        <>
          <rect
            class="box"
            x={toX(min) - 5}
            width={toX(max) - toX(min) + 10}
            y={middle - 8}
            height="16"
            rx="4"
          />
          <line class="median" x1={toX(median)} x2={toX(median)} y1={middle - 8} y2={middle + 8} />
        </>
      ) : null}
      {values.map((value, run) => (
        <circle key={run} cx={toX(value)} cy={middle + spreadOut(run, values.length)} r="3.5">
          <title>{`run ${run + 1}: ${formatMeasure(name, { ...spread, min: value, median: value, max: value })}`}</title>
        </circle>
      ))}
    </g>
  )
}

/** Offsets dots, so that equal numbers lie beside each other. */
function spreadOut(run: number, runs: number): number {
  return runs === 1 ? 0 : ((run % 3) - 1) * 4
}

function shorten(label: string): string {
  return label.length <= 14 ? label : `${label.slice(0, 13)}…`
}
