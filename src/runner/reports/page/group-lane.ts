import type { RunWords } from '../text/run-words.ts'
import { type Count, gap, type LaneContent } from './lanes.ts'
import type { NodeUnit } from './node-groups.ts'
import { countSteps } from './node-lane.ts'
import type { NodeModel } from './report-model.ts'

const rowHeight = 13
/** Height of the name above the counts. */
const titleHeight = 18

interface GroupRun {
  readonly duration: number
  readonly words: RunWords
  /** True: the lanes of its nodes follow. */
  readonly isOpen: boolean
}

/** The lane of a group: numbers of its running nodes, their reservations and their connections over time. */
export function groupLane(
  { name, nodes: names }: NodeUnit,
  nodes: readonly NodeModel[],
  { duration, words, isOpen }: GroupRun,
): LaneContent {
  const connections = nodes.flatMap((node) => node.connections)
  const kinds = [
    [
      'running',
      'nodes running',
      nodes.flatMap(({ life }) => life.filter(({ state }) => state === 'running')),
    ],
    [
      'reserved',
      'reservations',
      nodes.flatMap(({ reservations }) => reservations.filter(({ known }) => known === 'both')),
    ],
    ['direct', 'direct connections', connections.filter(({ opened }) => opened.path.kind === 'direct')],
    ['relayed', 'relayed connections', connections.filter(({ opened }) => opened.path.kind === 'relayed')],
  ] as const
  const shown = kinds.filter(([style, , spans]) => style === 'running' || spans.length > 0)
  const counts = shown.map(([style, what, spans], index): Count => {
    const steps = countSteps(spans)
    return {
      top: titleHeight + index * rowHeight,
      height: rowHeight - 2,
      style,
      what,
      steps,
      to: duration,
      most: Math.max(1, ...steps.map(({ count }) => count)),
    }
  })
  return {
    title: `${isOpen ? '▾' : '▸'} ${words.clean(name)} ×${names.length}`,
    node: null,
    group: name,
    height: titleHeight + rowHeight * shown.length + gap,
    rows: [],
    ticks: [],
    counts,
  }
}
