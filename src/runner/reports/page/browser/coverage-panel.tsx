import { curveStepAfter, line } from 'd3-shape'
import type { CoveragePoint, ReportedGroup, SearchReport } from '../../search/search-report.ts'
import { clean } from '../words.ts'
import { letterOf } from './found-groups.tsx'
import { axisOf } from './number-axis.ts'

const width = 560
const right = 14
const left = 46
const top = 20
const height = 200
const axisHeight = 20

/** The kinds of behaviour that the runs have shown, run by run, and the runs in which groups were found. */
export function CoveragePanel({ report: { coverage, groups, runs } }: { readonly report: SearchReport }) {
  return (
    <section class="panel measure" aria-labelledby="coverage">
      <h2 id="coverage">
        Coverage <span class="mode">after each run; a letter marks the first run of a group</span>
      </h2>
      <div class="figures">
        <Curve
          title="Signatures"
          told="Different combinations of features"
          coverage={coverage}
          groups={groups}
          runs={runs}
          countOf={({ signatures }) => signatures}
        />
        <Curve
          title="Features"
          told="Events, states, and lines of output that no run had before"
          coverage={coverage}
          groups={groups}
          runs={runs}
          countOf={({ features }) => features}
        />
      </div>
    </section>
  )
}

interface CurveProps {
  readonly title: string
  readonly told: string
  readonly coverage: readonly CoveragePoint[]
  readonly groups: readonly ReportedGroup[]
  readonly runs: number
  readonly countOf: (point: CoveragePoint) => number
}

function Curve({ title, told, coverage, groups, runs, countOf }: CurveProps) {
  const x = axisOf({ unit: 'count' }, [0, ...coverage.map(({ run }) => run)], [left, width - right])
  const y = axisOf({ unit: 'count' }, [0, ...coverage.map(countOf)], [height, top])
  const path = line<CoveragePoint>(
    ({ run }) => x.toX(run),
    (point) => y.toX(countOf(point)),
  ).curve(curveStepAfter)
  const last = coverage.at(-1)
  const said = `${title} after ${runs} runs: ${last === undefined ? 0 : countOf(last)}`
  return (
    <figure>
      <figcaption>
        <strong>{title}</strong> {told}
      </figcaption>
      <svg
        class="chart curves coverage"
        viewBox={`0 0 ${width} ${height + axisHeight}`}
        role="img"
        aria-label={said}
      >
        {y.ticks.map(({ x: at, text }) => (
          <g key={text}>
            <line class="grid" x1={left} x2={width - right} y1={at} y2={at} />
            <text class="tick end" x={left - 6} y={at} dy=".35em">
              {text}
            </text>
          </g>
        ))}
        {x.ticks.map(({ x: at, text }) => (
          <text key={text} class="tick" x={at} y={height + 15}>
            {text}
          </text>
        ))}
        <g class="group">
          <path d={path([{ run: 0, signatures: 0, features: 0 }, ...coverage]) ?? ''} />
        </g>
        {firstsOf(groups).map(([run, found]) => (
          <g
            key={run}
            class={`group tone-${(found[0]?.index ?? 0) % 6} first`}
            transform={`translate(${x.toX(run)},0)`}
          >
            <title>
              {found.map(({ index, told }) => `${letterOf(index)}: run ${run}: ${told}`).join('; ')}
            </title>
            <line y1={top - 4} y2={height} />
            <text class="tick" y={top - 8}>
              {found.map(({ index }) => letterOf(index)).join(' ')}
            </text>
          </g>
        ))}
      </svg>
    </figure>
  )
}

/** Returns each run that was the first of some groups, with these groups. */
function firstsOf(groups: readonly ReportedGroup[]) {
  const firsts = groups.map(({ firstRun, expectation }, index) => ({
    firstRun,
    index,
    told: clean(expectation),
  }))
  return [...Map.groupBy(firsts, ({ firstRun }) => firstRun)]
}
