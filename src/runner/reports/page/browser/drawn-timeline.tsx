import { formatClock } from '../../../language/values/format-clock.ts'
import type { ReportedFault } from '../../search/search-report.ts'
import { clean } from '../words.ts'
import { axisOf } from './number-axis.ts'

const width = 560
const barHeight = 10
const axisHeight = 20
const thinnest = 4

interface Props {
  readonly title: string
  readonly faults: readonly ReportedFault[]
}

/** The faults of a timeline, each with its time, its sentence, and a bar on the common axis. */
export function DrawnTimeline({ title, faults }: Props) {
  const times = new Set(faults.flatMap(({ from, to }) => [from, to]))
  // One instant alone has no axis of its own.
  const shown = times.size < 2 ? [0, ...times] : [...times]
  const { toX, ticks } = axisOf({ unit: 'time' }, shown, [12, width - 12])
  return (
    <figure class="drawn">
      <figcaption>{title}</figcaption>
      <ol>
        {faults.map(({ from, to, text }, index) => (
          <li key={index}>
            <span class="time">{formatClock(from)}</span> <span>{clean(text)}</span>
            <svg
              class="track"
              viewBox={`0 0 ${width} ${barHeight}`}
              preserveAspectRatio="none"
              aria-hidden="true"
            >
              <line x1="0" x2={width} y1={barHeight / 2} y2={barHeight / 2} />
              <rect x={toX(from)} width={Math.max(thinnest, toX(to) - toX(from))} height={barHeight} rx="2" />
            </svg>
          </li>
        ))}
      </ol>
      {faults.length === 0 ? null : (
        <svg class="chart" viewBox={`0 0 ${width} ${axisHeight}`} aria-hidden="true">
          {ticks.map(({ x, text }) => (
            <text key={text} class="tick" x={x} y="12">
              {text}
            </text>
          ))}
        </svg>
      )}
    </figure>
  )
}
