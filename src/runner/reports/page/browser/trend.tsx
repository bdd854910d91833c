import { scaleLinear, scalePoint, scaleUtc } from 'd3-scale'
import { line } from 'd3-shape'
import { formatClock } from '../../../language/values/format-clock.ts'
import type { RunRow } from '../run-row.ts'
import { clean } from '../words.ts'
import { type TrendLine, type TrendPoint, trendLines } from './trend-lines.ts'

const width = 720
const height = 120
const left = 64
const right = 10
const top = 10
const bottom = 8
const mostRuns = 60

/** Time until expectations held, run by run, for expectations where it varies. */
export function Trend({ rows }: { readonly rows: readonly RunRow[] }) {
  const runs = rows
    .filter(({ state }) => state === 'pass' || state === 'fail' || state === 'unknown')
    .slice(0, mostRuns)
    .reverse()
  const lines = trendLines(runs)
  if (lines.length === 0) return null
  const most = Math.max(...lines.flatMap(({ points }) => points.map(({ took }) => took)))
  const toX = scalePoint(
    runs.map(({ id }) => id),
    [left, width - right],
  )
  const toY = scaleLinear([0, most], [height - bottom, top])
  const ticks = scaleUtc([0, most], [height - bottom, top])
    .ticks(3)
    .map(Number)
  const xOf = ({ id }: TrendPoint) => toX(id) ?? left
  const path = line<TrendPoint>(xOf, ({ took }) => toY(took))
  return (
    <figure class="trend">
      <figcaption>Time until expectations became true</figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={said(lines)}>
        {ticks.map((tick) => (
          <g key={tick} class="tick" transform={`translate(0,${toY(tick)})`}>
            <line x1={left} x2={width - right} />
            <text x={left - 8} dy=".35em">
              {formatClock(tick)}
            </text>
          </g>
        ))}
        {lines.map(({ entry, description, points }, index) => (
          <g key={entry} class={`dots side-${index}`}>
            <path d={path([...points]) ?? ''} />
            {points.map((point) => (
              <circle key={point.id} cx={xOf(point)} cy={toY(point.took)} r="3">
                <title>{`${clean(description)}: ${formatClock(point.took)}`}</title>
              </circle>
            ))}
          </g>
        ))}
      </svg>
      <ul class="names">
        {lines.map(({ entry, description }, index) => (
          <li key={entry} class={`dots side-${index}`}>
            {clean(description)} <span class="mode">{clean(entry)}</span>
          </li>
        ))}
      </ul>
    </figure>
  )
}

function said(lines: readonly TrendLine[]): string {
  return lines
    .map(({ description, points }) => {
      const last = points.at(-1)?.took ?? 0
      return `${clean(description)}: ${formatClock(last)} in the latest run`
    })
    .join('; ')
}
