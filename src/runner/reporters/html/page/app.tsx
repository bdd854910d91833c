import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { countUpTo } from '../count-up-to.ts'
import { latest, stateAt } from '../state-at.ts'
import { EventList } from './event-list.tsx'
import { Findings } from './findings.tsx'
import { Header } from './header.tsx'
import { Logs } from './logs.tsx'
import { Matrix } from './matrix.tsx'
import { NodeTable } from './node-table.tsx'
import { PlanView } from './plan-view.tsx'
import type { Actions, Cursor, Report } from './report.ts'
import { Timeline } from './timeline.tsx'
import { TopologyMap } from './topology-map.tsx'

export function App({ report }: { readonly report: Report }) {
  const [cursor, setCursor] = useState(() => firstCursor(report))
  const [node, setNode] = useState<string | null>(null)
  const actions = useActions(report, cursor, setCursor, setNode)
  const state = useMemo(() => stateAt(report.model, cursor.n), [report, cursor.n])
  useEffect(() => prepareSearch(report), [report])
  useKeys(report, actions)
  return (
    <div class="page">
      <Header report={report} />
      <main>
        <Findings report={report} actions={actions} />
        <Timeline report={report} cursor={cursor} node={node} actions={actions} />
        <div class="columns">
          <div>
            <TopologyMap report={report} state={state} cursor={cursor} node={node} actions={actions} />
            <Matrix report={report} state={state} cursor={cursor} actions={actions} />
          </div>
          <EventList report={report} cursor={cursor} node={node} actions={actions} />
        </div>
        <NodeTable state={state} cursor={cursor} node={node} actions={actions} />
        <Logs report={report} />
        <PlanView report={report} />
      </main>
    </div>
  )
}

/** One opens a report to see what went wrong; when nothing did, the end is what there is to see. */
function firstCursor({ data, events, model }: Report): Cursor {
  const failed = data.verdict.expectations.find(({ outcome }) => outcome === 'fail')
  const at = failed?.settledAt ?? model.duration
  return { n: lastAt(events, at), t: at }
}

function useActions(
  { events, model }: Report,
  first: Cursor,
  setCursor: (cursor: Cursor) => void,
  setNode: (name: string | null) => void,
): Actions {
  const wanted = useRef(first)
  const frame = useRef<number | null>(null)
  // However fast the pointer moves, the page follows once a frame.
  const move = useCallback(
    (cursor: Cursor) => {
      wanted.current = cursor
      frame.current ??= requestAnimationFrame(() => {
        frame.current = null
        setCursor(wanted.current)
      })
    },
    [setCursor],
  )
  return useMemo(
    () => ({
      now: () => wanted.current,
      goTo: (n) => {
        const event = latest(events, n)
        move(event === null ? { n: 0, t: 0 } : { n: event.n, t: event.t })
      },
      goToTime: (t) => {
        const at = Math.min(Math.max(t, 0), model.duration)
        move({ n: lastAt(events, at), t: at })
      },
      selectNode: setNode,
    }),
    [events, model, move, setNode],
  )
}

/** Number of the last event up to a time, or 0. */
function lastAt(events: Report['events'], time: number): number {
  return events[countUpTo(events, time, ({ t }) => t) - 1]?.n ?? 0
}

/** `/` goes to the search, `[` and `]` to the fault or expectation before and after. */
function useKeys({ data }: Report, actions: Actions): void {
  const marks = useMemo(() => {
    const { expectations, faults } = data.verdict
    const times = [
      ...expectations.flatMap(({ started, settledAt }) => [started, settledAt]),
      ...faults.flatMap(({ started, reverted }) => [started, reverted]),
    ]
    return [...new Set(times.flatMap((time) => time ?? []))].sort((a, b) => a - b)
  }, [data])
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event
      if (target instanceof HTMLInputElement && target.type === 'search') return
      if (event.ctrlKey || event.metaKey || event.altKey) return
      switch (event.key) {
        case '/':
          document.querySelector<HTMLInputElement>('#search')?.focus()
          break
        case '[':
          actions.goToTime(marks.findLast((time) => time < actions.now().t) ?? 0)
          break
        case ']':
          actions.goToTime(marks.find((time) => time > actions.now().t) ?? Number.POSITIVE_INFINITY)
          break
        default:
          return
      }
      event.preventDefault()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [marks, actions])
}

/** Makes the search ready while nobody waits for anything, a little at a time. */
function prepareSearch({ index }: Report): () => void {
  let timer = setTimeout(function more() {
    if (index.prepare(2000)) timer = setTimeout(more)
  }, 500)
  return () => clearTimeout(timer)
}
