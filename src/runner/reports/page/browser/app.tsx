import type { ComponentChild } from 'preact'
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks'
import { marksOf } from '../entry-moments.ts'
import { compactFrom, type LayoutOptions, layOutLanes } from '../lay-out-lanes.ts'
import { shownUnits } from '../node-groups.ts'
import { latest } from '../run-states.ts'
import { Entries } from './entries.tsx'
import { EventList } from './event-list.tsx'
import { FirstFinding, MoreFindings } from './findings.tsx'
import { linkedEvent, useLinks } from './linked-event.ts'
import { Matrix } from './matrix.tsx'
import { NodeLogs } from './node-logs.tsx'
import { NodeTable } from './node-table.tsx'
import { PlanView } from './plan-view.tsx'
import type { Cursor, Report } from './report.ts'
import { ReportHeader } from './report-header.tsx'
import { Same } from './same.ts'
import { Timeline } from './timeline.tsx'
import { TopologyMap } from './topology-map.tsx'
import { useCursor, useKeys } from './use-cursor.ts'

export function App({ report }: { readonly report: Report }) {
  const { data, events, model, states, words } = report
  const [node, setNode] = useState<string | null>(null)
  const [text, setText] = useState('')
  const [open, toggleGroup] = useToggles()
  const units = useMemo(() => shownUnits(report.units, open), [report, open])
  const [cursor, actions] = useCursor(events, model.duration, () => firstCursor(report), {
    selectNode: setNode,
    toggleGroup,
  })
  useLinks(actions)
  const isLarge = model.nodes.length >= compactFrom
  const turn = (number: number) => ({ cursor, of: [node, units, text], turn: isLarge ? number : 0 })
  useEffect(() => prepareSearch(report), [report])
  useKeys(
    useMemo(() => marksOf(report.moments), [report]),
    actions,
  )
  const layout = useMemo(
    () => layOutLanes(model, data.verdict, words, { ...layoutOptions(report), units }),
    [report, units],
  )
  return (
    <div class={isLarge ? 'page large' : 'page'}>
      <Same of={[report]}>
        <ReportHeader report={report} />
      </Same>
      <main>
        <Same of={[report]}>
          <FirstFinding report={report} actions={actions} />
        </Same>
        <Timeline layout={layout} moments={events} cursor={cursor} node={node} actions={actions} />
        <Same of={[report]}>
          <MoreFindings report={report} actions={actions} />
        </Same>
        <InTurn {...turn(1)}>{(at) => <Entries report={report} cursor={at} actions={actions} />}</InTurn>
        <div class="columns">
          <div>
            <InTurn {...turn(2)}>
              {(at) => (
                <TopologyMap
                  report={report}
                  units={units}
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
            {(at) => <EventList {...{ report, node, text, setText, actions }} cursor={at} />}
          </InTurn>
        </div>
        <InTurn {...turn(4)}>
          {(at) => (
            <NodeTable
              report={report}
              units={units}
              states={states.at(at.n)}
              cursor={at}
              node={node}
              actions={actions}
            />
          )}
        </InTurn>
        <InTurn {...turn(5)}>{(at) => <NodeLogs {...{ report, node, text, actions }} cursor={at} />}</InTurn>
        <Same of={[report]}>
          <PlanView report={report} />
        </Same>
      </main>
    </div>
  )
}

interface InTurnProps {
  readonly cursor: Cursor
  /** The other values that the part depends on. */
  readonly of: readonly unknown[]
  /** Order of redrawing; 0 redraws at once. */
  readonly turn: number
  readonly children: (cursor: Cursor) => ComponentChild
}

/**
 * A part of a page that follows the cursor in its turn. Slow parts redraw one after the other, so that the pointer
 * never waits for all of them, and appear after their first turn.
 */
function InTurn({ cursor, of, turn, children }: InTurnProps) {
  const [late, setLate] = useState<Cursor | null>(null)
  useEffect(() => {
    if (turn === 0) return
    const timer = setTimeout(() => setLate(cursor), turn * 4)
    return () => clearTimeout(timer)
  }, [cursor, turn])
  const shown = turn === 0 ? cursor : late
  return shown === null ? null : <Same of={[shown, ...of]}>{children(shown)}</Same>
}

/** Returns names, and a function that adds a name or removes it. */
function useToggles(): readonly [ReadonlySet<string>, (name: string) => void] {
  const [names, setNames] = useState<ReadonlySet<string>>(new Set())
  const toggle = useCallback(
    (name: string) =>
      setNames(
        (before) => new Set(before.has(name) ? [...before].filter((one) => one !== name) : [...before, name]),
      ),
    [],
  )
  return [names, toggle]
}

/** The lane of the first failure comes first; labels have the width of the window. */
function layoutOptions({ cause }: Report): LayoutOptions {
  const edges = window.innerWidth < 600 ? 44 + 94 : 80 + 132
  const width = Math.max(180, Math.min(window.innerWidth, 1560) - edges)
  const node = cause?.node ?? null
  return { focus: node === null ? null : { node, lostAt: cause?.lost?.t ?? null }, width }
}

/** The first cursor: the event of a link, else after the last event of the first failure, else the end of the run. */
function firstCursor({ cause, moments, events, model }: Report): Cursor {
  const linked = latest(events, linkedEvent() ?? 0)
  if (linked !== null) return { n: linked.n, t: linked.t }
  const ended = cause === null ? undefined : moments.get(cause.entry)?.ended
  return ended ?? { n: events.at(-1)?.n ?? 0, t: model.duration }
}

/** Prepares the search in small pieces while the page is idle. */
function prepareSearch({ index }: Report): () => void {
  let timer = setTimeout(function more() {
    if (index.prepare(2000)) timer = setTimeout(more)
    else document.body.dataset['searchReady'] = 'true'
  }, 500)
  return () => clearTimeout(timer)
}
