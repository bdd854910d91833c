/** Paints the lanes in view. Bars that would cover the same pixel are painted once, so the cost follows the width. */
import type { Lane, Stretch } from './lanes.ts'
import { paintBars } from './paint-bars.ts'
import { paintCount } from './paint-counts.ts'
import { paintTicks } from './paint-ticks.ts'
import type { Pen } from './pen.ts'
import { type Scene, shorten } from './scene.ts'

const font = '11px system-ui, sans-serif'
export function paintLanes(context: Pen, scene: Scene): void {
  const { width, height, gutter, scrolled, layout, colour } = scene
  context.clearRect(0, 0, width, height)
  context.font = font
  context.textBaseline = 'middle'
  const seen = layout.lanes.filter(({ top, height: own }) => top + own > scrolled && top < scrolled + height)
  for (const lane of layout.lanes) {
    const top = lane.top - scrolled
    if (top > height || top + lane.height < 0) continue
    if (lane.isStriped || (lane.node === scene.node && lane.node !== null)) {
      context.fillStyle = colour('stripe')
      context.fillRect(0, top, width, lane.height)
    }
    context.fillStyle = colour('line')
    context.fillRect(0, top + lane.height - 1, width, 1)
  }
  context.save()
  context.beginPath()
  context.rect(gutter, 0, width - gutter, height)
  context.clip()
  paintMarks(context, scene)
  for (const lane of seen) {
    const top = lane.top - scrolled
    for (const stretch of lane.differences) paintDifference(context, scene, lane, stretch)
    for (const count of lane.counts) paintCount(context, scene, count, top)
    for (const row of lane.rows) paintBars(context, scene, row, top)
    paintTicks(context, scene, lane.ticks, top)
  }
  context.restore()
  for (const lane of seen) paintTitle(context, scene, lane)
}

/** Marks a stretch without something that another side has. */
function paintDifference(
  context: Pen,
  { toX, gutter, width, scrolled, colour }: Scene,
  lane: Lane,
  { from, to, style }: Stretch,
): void {
  const left = Math.max(toX(from), gutter)
  const right = Math.min(Math.max(toX(to), toX(from) + 3), width)
  if (right <= left) return
  const top = lane.top - scrolled
  context.fillStyle = colour(style)
  context.globalAlpha = 0.1
  context.fillRect(left, top, right - left, lane.height - 1)
  context.globalAlpha = 1
  context.fillRect(left, top, right - left, 2)
}

function paintMarks(context: Pen, { toX, layout, height, colour }: Scene): void {
  for (const { from, to, style } of layout.marks) {
    const x = toX(from)
    context.fillStyle = colour(style)
    if (to !== null) {
      context.globalAlpha = 0.07
      context.fillRect(x, 0, Math.max(1, toX(to) - x), height)
    }
    context.globalAlpha = 0.75
    context.setLineDash([5, 3])
    paintLine(context, x, height, colour(style), style === 'fault' ? 1 : 2)
    context.setLineDash([])
    context.globalAlpha = 1
  }
}

function paintLine(context: Pen, x: number, height: number, colour: string, width: number): void {
  context.strokeStyle = colour
  context.lineWidth = width
  context.beginPath()
  context.moveTo(x, 0)
  context.lineTo(x, height)
  context.stroke()
}

function paintTitle(context: Pen, { gutter, scrolled, node, colour }: Scene, lane: Lane): void {
  const top = lane.top - scrolled
  if (lane.isFocus) {
    context.fillStyle = colour('fail')
    context.fillRect(0, top, 3, lane.height - 1)
  }
  context.fillStyle = lane.node === null ? colour('muted') : colour('ink')
  context.font = lane.isFocus || (lane.node === node && node !== null) ? `bold ${font}` : font
  const middle = top + Math.min(lane.height / 2, 12)
  context.fillText(shorten(context, lane.title, gutter - 16), 8, middle)
  context.font = font
  context.fillStyle = colour(lane.isFocus ? 'fail' : 'muted')
  const below = lane.title === '' ? middle : middle + 13
  if (lane.subtitle !== '') context.fillText(shorten(context, lane.subtitle, gutter - 24), 16, below)
  context.fillStyle = colour('muted')
  for (const count of lane.counts) {
    const place = top + count.top + count.height / 2
    if (count.height < 11 || (lane.subtitle !== '' && Math.abs(place - below) < 11)) continue
    context.fillText(shorten(context, `up to ${count.most} ${count.style}`, gutter - 24), 16, place)
  }
}
