import { useEffect, useMemo, useState } from 'preact/hooks'
import { compactFrom, layOutLanes } from '../lanes.ts'
import { EventList } from './event-list.tsx'
import { Findings } from './findings.tsx'
import { Header } from './header.tsx'
import { InTurn } from './in-turn.tsx'
import { Logs } from './logs.tsx'
import { Matrix } from './matrix.tsx'
import { NodeTable } from './node-table.tsx'
import { PlanView } from './plan-view.tsx'
import type { Cursor, Report } from './report.ts'
import { Same } from './same.ts'
import { Timeline } from './timeline.tsx'
import { TopologyMap } from './topology-map.tsx'
import { lastAt, marksOf, useCursor, useKeys } from './use-cursor.ts'

export function App({ report }: { readonly report: Report }) {
  const { data, events, model, states, words } = report
  const [node, setNode] = useState<string | null>(null)
  const [cursor, actions] = useCursor(events, model.duration, () => firstCursor(report), setNode)
  const isLarge = model.nodes.length >= compactFrom
  const turn = (number: number) => ({ cursor, node, turn: isLarge ? number : 0 })
  useEffect(() => prepareSearch(report), [report])
  useKeys(
    useMemo(() => marksOf([data.verdict]), [data]),
    actions,
  )
  const layout = useMemo(() => layOutLanes(model, data.verdict, words), [model, data, words])
  return (
    <div class={isLarge ? 'page large' : 'page'}>
      <Same of={[report]}>
        <Header report={report} />
      </Same>
      <main>
        <Same of={[report]}>
          <Findings report={report} actions={actions} />
        </Same>
        <Timeline layout={layout} moments={events} cursor={cursor} node={node} actions={actions} />
        <div class="columns">
          <div>
            <InTurn {...turn(2)}>
              {(at) => (
                <TopologyMap
                  report={report}
                  states={states.at(at.n)}
                  cursor={at}
                  node={node}
                  actions={actions}
                />
              )}
            </InTurn>
            <InTurn {...turn(3)}>{(at) => <Matrix report={report} cursor={at} actions={actions} />}</InTurn>
          </div>
          <InTurn {...turn(1)}>
            {(at) => <EventList report={report} cursor={at} node={node} actions={actions} />}
          </InTurn>
        </div>
        <InTurn {...turn(4)}>
          {(at) => (
            <NodeTable report={report} states={states.at(at.n)} cursor={at} node={node} actions={actions} />
          )}
        </InTurn>
        <Same of={[report]}>
          <Logs report={report} />
          <PlanView report={report} />
        </Same>
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
