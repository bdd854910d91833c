import { useMemo, useState } from 'preact/hooks'
import { entryMoments, marksOf } from '../entry-moments.ts'
import type { Moment } from '../report-model.ts'
import type { Compared } from './compared.ts'
import { ComparedExpectations } from './compared-expectations.tsx'
import { ComparedNodes } from './compared-nodes.tsx'
import { ComparisonHeader } from './comparison-header.tsx'
import { Divergences } from './divergences.tsx'
import { Strips } from './strips.tsx'
import { Timeline } from './timeline.tsx'
import { lastAt, useCursor, useKeys } from './use-cursor.ts'

export function ComparisonApp({ compared }: { readonly compared: Compared }) {
  const { data, sides, words, layout, moments } = compared
  const [node, setNode] = useState<string | null>(null)
  const [cursor, actions] = useCursor(
    moments,
    layout.duration,
    () => {
      const t = firstDifference(compared)
      return { n: lastAt(moments, t), t }
    },
    { selectNode: setNode, toggleGroup: noGroups },
  )
  useKeys(
    useMemo(() => marksIn(compared), [compared]),
    actions,
  )
  return (
    <div class="page">
      <ComparisonHeader comparison={data.comparison} words={words} actions={actions} />
      <main>
        {sides.length === 0 ? null : (
          <Timeline
            layout={layout}
            moments={moments}
            cursor={cursor}
            node={node}
            actions={actions}
            compares
          />
        )}
        <ComparedExpectations comparison={data.comparison} words={words} />
        <Strips comparison={data.comparison} />
        <Divergences comparison={data.comparison} words={words} actions={actions} />
        {sides.length === 0 ? null : (
          <ComparedNodes sides={sides} cursor={cursor} node={node} actions={actions} />
        )}
      </main>
    </div>
  )
}

/** A comparison shows each node by itself. */
function noGroups(): void {}

/** Starts and ends of faults and expectations on all sides, in order. */
function marksIn({ sides, moments }: Compared): readonly Moment[] {
  const marks = sides.flatMap(({ events }) => marksOf(entryMoments(events)))
  const times = [...new Set(marks.map(({ t }) => t))].sort((a, b) => a - b)
  return times.map((t) => ({ n: lastAt(moments, t), t }))
}

/** The first cursor: the first difference, or the earliest end of a side. */
function firstDifference({ data, sides, layout }: Compared): number {
  const { statements, divergences } = data.comparison
  const [parting] = divergences.flatMap((divergence) => divergence?.at ?? [])
  return (
    statements[0]?.at ?? parting ?? Math.min(layout.duration, ...sides.map(({ model }) => model.duration))
  )
}
