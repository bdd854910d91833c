import { useEffect, useMemo, useState } from 'preact/hooks'
import { compactFrom, layOutLanes } from '../lanes.ts'
import { stateAt } from '../state-at.ts'
import { EventList } from './event-list.tsx'
import { Findings } from './findings.tsx'
import { Header } from './header.tsx'
import { Logs } from './logs.tsx'
import { Matrix } from './matrix.tsx'
import { NodeTable } from './node-table.tsx'
import { PlanView } from './plan-view.tsx'
import type { Cursor, Report } from './report.ts'
import { Timeline } from './timeline.tsx'
import { TopologyMap } from './topology-map.tsx'
import { lastAt, marksOf, useCursor, useKeys } from './use-cursor.ts'
import { useInTurn } from './use-in-turn.ts'

export function App({ report }: { readonly report: Report }) {
  const { data, events, model, words } = report
  const [node, setNode] = useState<string | null>(null)
  const [cursor, actions] = useCursor(events, model.duration, () => firstCursor(report), setNode)
  const isLarge = model.nodes.length >= compactFrom
  const listed = useInTurn(cursor, isLarge ? 1 : 0)
  const drawn = useInTurn(cursor, isLarge ? 2 : 0)
  const reached = useInTurn(cursor, isLarge ? 3 : 0)
  const tabled = useInTurn(cursor, isLarge ? 4 : 0)
  const drawnState = useMemo(() => stateAt(model, drawn.n), [model, drawn.n])
  const reachedState = useMemo(() => stateAt(model, reached.n), [model, reached.n])
  const tabledState = useMemo(() => stateAt(model, tabled.n), [model, tabled.n])
  useEffect(() => prepareSearch(report), [report])
  useKeys(
    useMemo(() => marksOf([data.verdict]), [data]),
    actions,
  )
  const layout = useMemo(() => layOutLanes(model, data.verdict, words), [model, data, words])
  return (
    <div class="page">
      <Header report={report} />
      <main>
        <Findings report={report} actions={actions} />
        <Timeline layout={layout} moments={events} cursor={cursor} node={node} actions={actions} />
        <div class="columns">
          <div>
            <TopologyMap report={report} state={drawnState} cursor={drawn} node={node} actions={actions} />
            <Matrix report={report} state={reachedState} cursor={reached} actions={actions} />
          </div>
          <EventList report={report} cursor={listed} node={node} actions={actions} />
        </div>
        <NodeTable report={report} state={tabledState} cursor={tabled} node={node} actions={actions} />
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

/** Makes the search ready while nobody waits for anything, a little at a time. */
function prepareSearch({ index }: Report): () => void {
  let timer = setTimeout(function more() {
    if (index.prepare(2000)) timer = setTimeout(more)
    else document.body.dataset['searchReady'] = 'true'
  }, 500)
  return () => clearTimeout(timer)
}
