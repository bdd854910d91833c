import { useEffect, useMemo, useRef } from 'preact/hooks'
import { formatClock } from '../../../language/values/format-clock.ts'
import type { LaneLayout } from '../lanes.ts'
import type { Moment } from '../report-model.ts'
import { clean } from '../words.ts'
import type { Actions, Cursor } from './report.ts'
import { TimelineView } from './timeline-view.ts'

interface Props {
  readonly layout: LaneLayout
  /** Places for the cursor, in order. */
  readonly moments: readonly Moment[]
  readonly cursor: Cursor
  readonly node: string | null
  readonly actions: Actions
  /** True for a comparison, which has no list of events to search. */
  readonly compares?: boolean
}

const parts = 200
const tallest = 480

export function Timeline({ layout, moments, cursor, node, actions, compares = false }: Props) {
  const density = useMemo(() => densityOf(moments, layout.duration), [moments, layout])
  const view = useRef<TimelineView | null>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const axis = useRef<SVGSVGElement>(null)
  const overview = useRef<SVGSVGElement>(null)
  const tooltip = useRef<HTMLDivElement>(null)
  const cursorLine = useRef<HTMLElement>(null)
  const hoverLine = useRef<HTMLElement>(null)
  useEffect(() => {
    const elements = [scroller, canvas, axis, overview, tooltip, cursorLine, hoverLine].map(
      ({ current }) => current,
    )
    if (elements.includes(null)) return
    const made = new TimelineView(
      {
        scroller: scroller.current as HTMLDivElement,
        canvas: canvas.current as HTMLCanvasElement,
        axis: axis.current as SVGSVGElement,
        overview: overview.current as SVGSVGElement,
        tooltip: tooltip.current as HTMLDivElement,
        cursorLine: cursorLine.current as HTMLElement,
        hoverLine: hoverLine.current as HTMLElement,
      },
      {
        layout,
        density,
        onCursor: actions.goToTime,
        onNode: actions.selectNode,
        onGroup: actions.toggleGroup,
      },
    )
    view.current = made
    const repaint = () => made.repaint()
    const printing = matchMedia('print')
    printing.addEventListener('change', repaint)
    return () => {
      printing.removeEventListener('change', repaint)
      made[Symbol.dispose]()
    }
  }, [layout, density, actions])
  useEffect(() => view.current?.show(cursor.t, node), [cursor, node])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const step = event.shiftKey ? 10 : 1
    const act = {
      ArrowLeft: () => actions.goTo(Math.max(0, actions.now().n - step)),
      ArrowRight: () => actions.goTo(actions.now().n + step),
      PageUp: () => view.current?.panBy(-0.5),
      PageDown: () => view.current?.panBy(0.5),
      Home: () => actions.goTo(moments[0]?.n ?? 0),
      End: () => actions.goTo(moments.at(-1)?.n ?? 0),
      '+': () => view.current?.zoomBy(2),
      '=': () => view.current?.zoomBy(2),
      '-': () => view.current?.zoomBy(0.5),
      '0': () => view.current?.showAll(),
    }[event.key]
    if (act === undefined) return
    act()
    event.preventDefault()
  }
  const height = Math.min(layout.height, tallest)
  return (
    <section class="panel timeline" aria-labelledby="timeline-title">
      <div class="bar">
        <h2 id="timeline-title">Timeline</h2>
        <output class="now" aria-label="Cursor">
          {formatClock(cursor.t)}
        </output>
        <span class="buttons">
          <button type="button" title="Event before: ←" onClick={() => step(moments, actions, -1)}>
            <span aria-hidden="true">◀</span>
            <span class="unseen">Event before</span>
          </button>
          <button type="button" title="Next event: →" onClick={() => step(moments, actions, 1)}>
            <span aria-hidden="true">▶</span>
            <span class="unseen">Next event</span>
          </button>
          <button type="button" title="Zoom out: -" onClick={() => view.current?.zoomBy(0.5)}>
            <span aria-hidden="true">−</span>
            <span class="unseen">Zoom out</span>
          </button>
          <button type="button" title="Zoom in: +" onClick={() => view.current?.zoomBy(2)}>
            <span aria-hidden="true">+</span>
            <span class="unseen">Zoom in</span>
          </button>
          <button type="button" title="Show all: 0" onClick={() => view.current?.showAll()}>
            Show all
          </button>
        </span>
      </div>
      <div class="lanes">
        <svg ref={overview} class="overview" height="34" aria-hidden="true">
          <g class="density" />
          <g class="marks" />
          <g class="brush" />
          <g class="cursor">
            <line y2="34" />
          </g>
        </svg>
        <svg ref={axis} class="axis" height="28" aria-hidden="true">
          <g class="ticks" transform="translate(0,27)" />
          <g class="cursor">
            <path d="M-5,20 h10 v3 l-5,5 l-5,-5 z" />
          </g>
        </svg>
        <div
          ref={scroller}
          class="scroller"
          style={{ height: `${height}px` }}
          role="slider"
          tabIndex={0}
          aria-label="Moment of the run"
          aria-orientation="horizontal"
          aria-valuemin={0}
          aria-valuemax={moments.at(-1)?.n ?? 0}
          aria-valuenow={cursor.n}
          aria-valuetext={`${formatClock(cursor.t)}, event ${cursor.n}`}
          onKeyDown={onKeyDown}
        >
          <div class="spacer" style={{ height: `${layout.height}px` }}>
            <canvas ref={canvas} />
          </div>
        </div>
        <i ref={cursorLine} class="over" />
        <i ref={hoverLine} class="over hover" hidden />
        <div ref={tooltip} class="tooltip" hidden />
      </div>
      <Legend compares={compares} hasHoles={layout.marks.some(({ style }) => style === 'unknown')} />
      <p class="hint">
        Click, or drag along the axis, to move the cursor. Keys: <kbd>←</kbd> <kbd>→</kbd> one event (
        <kbd>Shift</kbd>: ten), <kbd>[</kbd> <kbd>]</kbd> fault or expectation, <kbd>+</kbd> <kbd>−</kbd>{' '}
        <kbd>0</kbd> zoom
        {compares ? (
          ''
        ) : (
          <>
            , <kbd>/</kbd> search
          </>
        )}
        . <kbd>Ctrl</kbd> and the wheel zoom; dragging pans.{' '}
        {node === null ? null : (
          <button type="button" class="plain" onClick={() => actions.selectNode(null)}>
            Unmark {clean(node)}
          </button>
        )}
      </p>
    </section>
  )
}

function step(moments: readonly Moment[], actions: Actions, by: 1 | -1): void {
  const { n } = actions.now()
  actions.goTo(Math.min(Math.max(n + by, moments[0]?.n ?? 0), moments.at(-1)?.n ?? 0))
}

function Legend({ compares, hasHoles }: { readonly compares: boolean; readonly hasHoles: boolean }) {
  const entries = [
    ['running', 'running'],
    ['paused', 'starting or paused'],
    ['failed', 'failed'],
    ['reserved', 'reservation (| renewed)'],
    ['half-reserved', 'reservation known to one side only'],
    ['direct', 'direct connection'],
    ['relayed', 'relayed connection'],
    ['fault', 'fault'],
    ['pass', '✓ pass'],
    ['fail', '✕ fail'],
    ['unknown', '? unknown'],
    ['known', '≈ known failure'],
    ...(hasHoles ? [['hole', 'hole: lost while nobody looked']] : []),
    ...(compares ? [['lack', 'missing here, but not on another side']] : []),
  ]
  return (
    <ul class="legend" aria-label="Legend">
      {entries.map(([style, text]) => (
        <li key={style}>
          <span class={`swatch ${style}`} aria-hidden="true" /> {text}
        </li>
      ))}
    </ul>
  )
}

function densityOf(moments: readonly Moment[], duration: number): readonly number[] {
  const counts = Array.from({ length: parts }, () => 0)
  for (const { t } of moments) {
    const part = Math.min(parts - 1, Math.floor((t / Math.max(1, duration)) * parts))
    counts[part] = (counts[part] ?? 0) + 1
  }
  return counts
}
