import { countUpTo } from './count-up-to.ts'
import type { Bar, BarStyle, LaneRow } from './lanes.ts'
import type { Pen } from './pen.ts'
import { type PlacedBar, placeLabels } from './place-labels.ts'
import { paintHatch, type Scene } from './scene.ts'

/** Hatched styles, for readers who cannot tell colours apart. */
const hatched: ReadonlySet<BarStyle> = new Set(['half-reserved', 'paused', 'relayed', 'starting', 'unknown'])
const filled = new Set<BarStyle>([
  'running',
  'reserved',
  'direct',
  'pass',
  'fail',
  'known',
  'failed',
  'fault',
])

/** Paints the bars of a row that are in view, and then their labels, none over the end of a bar or another label. */
export function paintBars(context: Pen, scene: Scene, row: LaneRow, laneTop: number): void {
  const { gutter, width } = scene
  const placed = [...visible(row.bars, scene)].map((bar) => placeBar(bar, scene))
  const place = { top: laneTop + row.top, height: row.height }
  for (const bar of placed) paintBar(context, scene, bar, place)
  if (row.height < 11) return
  for (const { text, x, isBeside } of placeLabels(placed, { left: gutter, right: width }, context)) {
    const y = place.top + place.height / 2 + 0.5
    if (isBeside) {
      context.strokeStyle = scene.colour('panel')
      context.lineWidth = 3
      context.lineJoin = 'round'
      context.strokeText(text, x, y)
    }
    context.fillStyle = scene.colour('ink')
    context.fillText(text, x, y)
  }
}

function placeBar({ from, to, style, label }: Bar, { toX, gutter, width }: Scene): PlacedBar {
  const left = Math.max(toX(from), gutter - 4)
  return { left, right: Math.min(Math.max(toX(to), toX(from) + 3), width + 4), style, label }
}

/** The bars in view. Binary search finds the first, and bars hidden by an earlier one are left out. */
function* visible(bars: readonly Bar[], { toTime, toX, gutter, width }: Scene): Generator<Bar> {
  const first = toTime(gutter)
  const last = toTime(width)
  const start = countUpTo(bars, first, ({ to }) => to)
  let covered = Number.NEGATIVE_INFINITY
  for (let at = start; at < bars.length; at++) {
    const bar = bars[at]
    if (bar === undefined || bar.from > last) return
    const end = Math.ceil(toX(bar.to))
    if (end <= covered) continue
    covered = Math.max(end, Math.floor(toX(bar.from)) + 2)
    yield bar
  }
}

function paintBar(
  context: Pen,
  { colour }: Scene,
  { left, right, style }: PlacedBar,
  { top, height }: { readonly top: number; readonly height: number },
): void {
  const own = colour(style)
  context.fillStyle = own
  context.globalAlpha = filled.has(style) ? (style === 'running' ? 0.55 : 0.32) : 0.14
  context.fillRect(left, top, right - left, height)
  context.globalAlpha = 1
  if (hatched.has(style)) paintHatch(context, left, right, top, height, own)
  context.fillStyle = own
  context.fillRect(left, top, 2, height)
  context.fillRect(left, top + height - 1.5, right - left, 1.5)
}
