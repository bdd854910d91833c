import type { BarStyle } from './lanes.ts'
import type { Pen } from './pen.ts'
import { shorten } from './scene.ts'

/** A bar at its place, in pixels. */
export interface PlacedBar {
  readonly left: number
  readonly right: number
  readonly style: BarStyle
  readonly label: string
}

export interface PlacedLabel {
  readonly text: string
  readonly x: number
  readonly isBeside: boolean
}

const inside = 5
/** Pixels between a bar and its label beside it: a mark may stand at the end of the bar. */
const beside = 8

/**
 * Places the labels of a row of bars: inside the bar where the label fits, else behind it, else before it. A label that
 * fits nowhere is shortened to the widest room, or left out.
 */
export function placeLabels(
  bars: readonly PlacedBar[],
  { left: start, right: end }: { readonly left: number; readonly right: number },
  pen: Pick<Pen, 'measureText'>,
): readonly PlacedLabel[] {
  const labels: PlacedLabel[] = []
  let taken = start
  bars.forEach((bar, index) => {
    const next = bars[index + 1]?.left ?? end
    const rooms = [
      { from: bar.left + inside, to: bar.right - 3, isBeside: false },
      { from: bar.right + beside, to: next - beside, isBeside: true },
      { from: taken + beside, to: bar.left - beside, isBeside: true },
    ]
    taken = Math.max(taken, bar.right)
    if (bar.label === '') return
    const { width } = pen.measureText(bar.label)
    const fitting = rooms.find(({ from, to }) => to - from >= width)
    const widest = rooms.toSorted((a, b) => b.to - b.from - (a.to - a.from))[0]
    const room = fitting ?? widest
    if (room === undefined) return
    const text = shorten(pen, bar.label, room.to - room.from)
    if (text === '') return
    const own = pen.measureText(text).width
    const isBefore = room === rooms[2]
    const x = isBefore ? room.to - own : room.from
    taken = Math.max(taken, x + own)
    labels.push({ text, x, isBeside: room.isBeside })
  })
  return labels
}
