import { formatClock } from '../../language/values/format-clock.ts'
import type { Lack } from '../compare/lacks.ts'
import type { RunWords } from '../text/run-words.ts'
import { type Lane, type LaneLayout, type Mark, roomForTwo } from './lanes.ts'
import { clean } from './words.ts'

export interface SideLanes {
  readonly label: string
  readonly words: RunWords
  readonly layout: LaneLayout
  readonly lacks: readonly Lack[]
}

/**
 * Lays out several runs on one axis: the lanes of one node lie below each other, in the order of the sides. Faults that
 * are equal on all sides are drawn once. `partings` are the moments at which logs diverge.
 */
export function compareLanes(sides: readonly SideLanes[], partings: readonly number[]): LaneLayout {
  const titles = [...new Set(sides.flatMap(({ layout }) => layout.lanes.map(({ title }) => title)))]
  const lanes: Lane[] = []
  let top = 0
  titles.forEach((title, group) => {
    const found = sides.flatMap((side) => {
      const lane = side.layout.lanes.find((one) => one.title === title)
      return lane === undefined ? [] : [{ side, lane }]
    })
    const [first] = found
    if (first === undefined) return
    const isOne =
      first.lane.node === null && found.length === sides.length && areAlike(found.map(({ lane }) => lane))
    for (const [index, { side, lane }] of (isOne ? [first] : found).entries()) {
      const height = index === 0 && !isOne ? Math.max(lane.height, roomForTwo) : lane.height
      lanes.push({
        ...lane,
        ...{ top, height, isStriped: group % 2 === 1, title: index === 0 ? title : '' },
        subtitle: isOne ? '' : clean(side.label),
        differences: [...lane.differences, ...differencesOf(side, lane.node)],
      })
      top += height
    }
  })
  const duration = Math.max(0, ...sides.map(({ layout }) => layout.duration))
  return { duration, height: top, lanes, marks: [...faultsOf(sides), ...partings.map(parting)] }
}

function differencesOf({ label, words, lacks }: SideLanes, node: string | null): Lane['differences'] {
  return lacks
    .filter((lack) => lack.node === node)
    .map(({ from, to, thing }) => ({
      from,
      to,
      style: 'fail',
      title: `${clean(label)} lacks ${words.clean(thing)}, ${formatClock(from)} to ${formatClock(to)}`,
    }))
}

function areAlike(lanes: readonly Lane[]): boolean {
  const shapes = lanes.map(({ rows }) => JSON.stringify(rows))
  return new Set(shapes).size === 1
}

function faultsOf(sides: readonly SideLanes[]): readonly Mark[] {
  const all = sides.flatMap(({ layout }) => layout.marks.map((mark) => [JSON.stringify(mark), mark] as const))
  return [...new Map(all).values()]
}

function parting(at: number): Mark {
  return { from: at, to: null, style: 'accent' }
}
