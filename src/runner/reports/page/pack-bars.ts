import { type Bar, gap, type LaneContent } from './lanes.ts'
import { widthOf } from './text-width.ts'
import { symbols } from './words.ts'

/** The width that a layout is made for. */
export interface LayoutRoom {
  readonly duration: number
  /** Pixels for the whole duration. */
  readonly width: number
}

const rowHeight = 18
/** Rows in which each bar has its own label; in a fuller lane bars that passed are summed up. */
const mostRows = 5
const mostLoud = 8
/** Most pixels that a label claims. */
const widest = 240
const besideBar = 14

/** Packs bars into as few rows as leave room for their labels, inside their bars or beside them. */
export function packBars(title: string, bars: readonly Bar[], room: LayoutRoom): LaneContent {
  const rows = rowsOf(bars, room)
  const packed = rows.length <= mostRows ? rows : summedUp(bars, room)
  return {
    title,
    node: null,
    group: null,
    height: packed.length * rowHeight + gap + 2,
    rows: packed.map((row, index) => ({
      top: gap / 2 + index * rowHeight,
      height: rowHeight - 3,
      bars: row,
    })),
    ticks: [],
    counts: [],
  }
}

/** Bars that passed in one row, and the others above it. */
function summedUp(bars: readonly Bar[], room: LayoutRoom): readonly (readonly Bar[])[] {
  const isQuiet = ({ style }: Bar) => style === 'pass' || style === 'fault'
  const loud = rowsOf(
    bars.filter((bar) => !isQuiet(bar)),
    room,
  )
  const quiet = joined(bars.filter(isQuiet), room)
  if (loud.length <= mostLoud) return [...loud, quiet]
  const styles = Map.groupBy(
    bars.filter((bar) => !isQuiet(bar)),
    ({ style }) => style,
  )
  return [...[...styles.values()].map((own) => joined(own, room)), quiet]
}

/** Joins bars that have no room for their labels beside each other. */
function joined(bars: readonly Bar[], room: LayoutRoom): readonly Bar[] {
  const groups: Bar[][] = []
  let end = Number.NEGATIVE_INFINITY
  for (const bar of inOrder(bars)) {
    const last = groups.at(-1)
    if (last === undefined || bar.from >= end) groups.push([bar])
    else last.push(bar)
    end = Math.max(end, bar.to, bar.from + labelTime(bar.label, room))
  }
  return groups.map(together)
}

function together(bars: readonly Bar[]): Bar {
  const [first] = bars
  if (first === undefined) throw new Error('a group of bars is not empty')
  if (bars.length === 1) return first
  const { style, from } = first
  const words = { pass: 'hold', fail: 'fail', unknown: 'are unknown', known: 'fail as known' }
  const label =
    style in words
      ? `${symbols[style as keyof typeof symbols]} ${bars.length} ${words[style as keyof typeof words]}`
      : `${bars.length} faults`
  const shown = bars.slice(0, 4).map(({ title }) => title)
  const more = bars.length > shown.length ? [`and ${bars.length - shown.length} more`] : []
  return {
    from,
    to: Math.max(...bars.map(({ to }) => to)),
    style,
    label,
    title: [...shown, ...more].join('; '),
  }
}

function rowsOf(bars: readonly Bar[], room: LayoutRoom): readonly (readonly Bar[])[] {
  const rows: { readonly bars: Bar[]; readonly taken: (readonly [number, number])[] }[] = []
  for (const bar of inOrder(bars)) {
    const [from, to] = extentOf(bar, room)
    const free = rows.find(({ taken }) => taken.every(([start, end]) => end <= from || start >= to))
    const row = free ?? { bars: [], taken: [] }
    if (free === undefined) rows.push(row)
    row.bars.push(bar)
    row.taken.push([from, to])
  }
  return rows.map((row) => row.bars)
}

function inOrder(bars: readonly Bar[]): readonly Bar[] {
  return [...bars].sort((a, b) => a.from - b.from)
}

/** The time that a bar takes together with its label: inside, behind, or before it at the end of the run. */
function extentOf({ from, to, label }: Bar, { duration, width }: LayoutRoom): readonly [number, number] {
  const needed = labelTime(label, { duration, width })
  const end = Math.max(to, from + 3 * pixelTime({ duration, width }))
  if (end - from >= needed) return [from, end]
  if (end + needed <= duration * 1.02) return [from, end + needed]
  return [Math.max(0, from - needed), end]
}

function labelTime(label: string, room: LayoutRoom): number {
  return (Math.min(widthOf(label), widest, room.width * 0.45) + besideBar) * pixelTime(room)
}

function pixelTime({ duration, width }: LayoutRoom): number {
  return (Math.max(duration, 1) * 1.02) / width
}
