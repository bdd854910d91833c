import { useEffect, useMemo, useState } from 'preact/hooks'
import { layOutLanes } from '../lanes.ts'
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

export function App({ report }: { readonly report: Report }) {
  const { data, events, model } = report
  const [node, setNode] = useState<string | null>(null)
  const [cursor, actions] = useCursor(events, model.duration, () => firstCursor(report), setNode)
  const state = useMemo(() => stateAt(report.model, cursor.n), [report, cursor.n])
  useEffect(() => prepareSearch(report), [report])
  useKeys(
    useMemo(() => marksOf([data.verdict]), [data]),
    actions,
  )
  const layout = useMemo(() => layOutLanes(model, data.verdict), [model, data])
  return (
    <div class="page">
      <Header report={report} />
      <main>
        <Findings report={report} actions={actions} />
        <Timeline layout={layout} moments={events} cursor={cursor} node={node} actions={actions} />
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

/** Makes the search ready while nobody waits for anything, a little at a time. */
function prepareSearch({ index }: Report): () => void {
  let timer = setTimeout(function more() {
    if (index.prepare(2000)) timer = setTimeout(more)
  }, 500)
  return () => clearTimeout(timer)
}
