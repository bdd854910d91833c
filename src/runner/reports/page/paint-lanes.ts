/** Draws the lanes that are seen. Bars that would cover the same pixel are drawn once, so that cost follows the width. */
import type { Colour } from './colours.ts'
import { countUpTo } from './count-up-to.ts'
import type { Bar, BarStyle, Count, Lane, LaneLayout, Stretch, Tick } from './lanes.ts'
import type { Pen } from './pen.ts'

export interface Scene {
  readonly width: number
  readonly height: number
  /** Width of the names at the left. */
  readonly gutter: number
  /** Pixels that are scrolled away at the top. */
  readonly scrolled: number
  readonly layout: LaneLayout
  readonly toX: (time: number) => number
  readonly toTime: (x: number) => number
  readonly colour: (name: Colour) => string
  readonly node: string | null
}

const font = '11px system-ui, sans-serif'
/** Told apart without colour: one side only, frozen, and through somebody else are hatched. */
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
    for (const row of lane.rows) {
      for (const [bar, next] of visible(row.bars, scene)) {
        const until = next === undefined ? Number.POSITIVE_INFINITY : scene.toX(next.from)
        paintBar(context, scene, bar, { top: top + row.top, height: row.height, until })
      }
    }
    paintTicks(context, scene, lane.ticks, top)
  }
  context.restore()
  for (const lane of seen) paintTitle(context, scene, lane)
}

/** Something is missing here that is there on another side. */
function paintDifference(
  context: Pen,
  { toX, gutter, width, scrolled, colour }: Scene,
  lane: Lane,
  { from, to }: Stretch,
): void {
  const left = Math.max(toX(from), gutter)
  const right = Math.min(Math.max(toX(to), toX(from) + 3), width)
  if (right <= left) return
  const top = lane.top - scrolled
  context.fillStyle = colour('fail')
  context.globalAlpha = 0.1
  context.fillRect(left, top, right - left, lane.height - 1)
  context.globalAlpha = 1
  context.fillRect(left, top, right - left, 2)
}

/** The bars in view, each with the one behind it: the first one is found by binary search, and those that a drawn one hides are left out. */
function* visible(
  bars: readonly Bar[],
  { toTime, toX, gutter, width }: Scene,
): Generator<readonly [Bar, next: Bar | undefined]> {
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
    yield [bar, bars[at + 1]]
  }
}

interface BarPlace {
  readonly top: number
  readonly height: number
  /** Where the bar behind it begins, in pixels. */
  readonly until: number
}

function paintBar(
  context: Pen,
  { toX, gutter, width, colour }: Scene,
  bar: Bar,
  { top, height, until }: BarPlace,
): void {
  const from = Math.max(toX(bar.from), gutter - 4)
  const to = Math.min(Math.max(toX(bar.to), toX(bar.from) + 3), width + 4)
  const own = colour(bar.style)
  context.fillStyle = own
  context.globalAlpha = filled.has(bar.style) ? (bar.style === 'running' ? 0.55 : 0.32) : 0.14
  context.fillRect(from, top, to - from, height)
  context.globalAlpha = 1
  if (hatched.has(bar.style)) paintHatch(context, from, to, top, height, own)
  context.fillStyle = own
  context.fillRect(from, top, 2, height)
  context.fillRect(from, top + height - 1.5, to - from, 1.5)
  if (bar.label === '' || height < 11) return
  const beside = isTopLevel(bar.style) ? Math.min(150, until - from - 8) : 0
  const room = Math.max(to - from - 8, beside)
  context.fillStyle = colour('ink')
  const label = shorten(context, bar.label, room)
  // At the right edge the label of what happens there still has to be read.
  const x = isTopLevel(bar.style)
    ? Math.min(from + 5, width - context.measureText(label).width - 4)
    : from + 5
  context.fillText(label, x, top + height / 2 + 0.5)
}

/** Faults and expectations have room for their labels beside them. */
function isTopLevel(style: BarStyle): boolean {
  return ['fault', 'pass', 'fail', 'unknown', 'known'].includes(style)
}

function paintHatch(
  context: Pen,
  from: number,
  to: number,
  top: number,
  height: number,
  colour: string,
): void {
  context.save()
  context.beginPath()
  context.rect(from, top, to - from, height)
  context.clip()
  context.strokeStyle = colour
  context.globalAlpha = 0.55
  context.lineWidth = 1.2
  context.beginPath()
  for (let x = Math.floor(from / 6) * 6 - height; x < to; x += 6) {
    context.moveTo(x, top + height)
    context.lineTo(x + height, top)
  }
  context.stroke()
  context.restore()
}

function paintCount(
  context: Pen,
  scene: Scene,
  { top, height, style, steps, most, to, what }: Count,
  laneTop: number,
): void {
  const { toX, gutter, width, colour } = scene
  const base = laneTop + top + height
  context.beginPath()
  context.moveTo(gutter, base)
  let level = base
  let drawn = gutter
  for (const { at, count } of steps) {
    const x = toX(at)
    const next = base - (height - 1) * (count / most)
    if (x > width) break
    if (x >= gutter) {
      // Many steps in one pixel show the highest and the last.
      if (x - drawn >= 0.5) context.lineTo(x, level)
      context.lineTo(x, next)
      drawn = x
    }
    level = next
    if (x < gutter) context.lineTo(gutter, level)
  }
  const end = Math.max(gutter, Math.min(width, toX(to)))
  context.lineTo(end, level)
  context.lineTo(end, base)
  context.closePath()
  context.fillStyle = colour(style)
  context.globalAlpha = 0.5
  context.fill()
  context.globalAlpha = 1
  if (style === 'relayed') paintHatchedArea(context, gutter, end, base - height, height, colour(style))
  if (height < 11) return
  const label = `${what}: up to ${most}`
  context.strokeStyle = colour('panel')
  context.lineWidth = 3
  context.lineJoin = 'round'
  context.strokeText(label, gutter + 6, base - height / 2)
  context.fillStyle = colour('ink')
  context.fillText(label, gutter + 6, base - height / 2)
}

function paintHatchedArea(
  context: Pen,
  from: number,
  to: number,
  top: number,
  height: number,
  colour: string,
): void {
  context.save()
  context.clip()
  paintHatch(context, from, to, top, height, colour)
  context.restore()
}

function paintTicks(
  context: Pen,
  { toX, gutter, width, colour }: Scene,
  ticks: readonly Tick[],
  laneTop: number,
): void {
  let drawn = Number.NEGATIVE_INFINITY
  for (const { at, top, height, shape } of ticks) {
    const x = toX(at)
    if (x < gutter || x > width || (shape === 'renewed' && x - drawn < 1.5)) continue
    drawn = x
    const y = laneTop + top
    if (shape === 'renewed') {
      context.fillStyle = colour('reserved')
      context.fillRect(x - 1, y - 1, 2, height + 2)
      continue
    }
    const size = Math.min(4, height / 2)
    const middle = y + height / 2
    context.strokeStyle = colour('fail')
    context.lineWidth = 2
    context.beginPath()
    context.moveTo(x - size, middle - size)
    context.lineTo(x + size, middle + size)
    if (shape === 'refused') {
      context.moveTo(x + size, middle - size)
      context.lineTo(x - size, middle + size)
    }
    context.stroke()
  }
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
  context.fillStyle = lane.node === null ? colour('muted') : colour('ink')
  context.font = lane.node === node && node !== null ? `bold ${font}` : font
  const middle = lane.top - scrolled + Math.min(lane.height / 2, 12)
  context.fillText(shorten(context, lane.title, gutter - 16), 8, middle)
  context.font = font
  if (lane.subtitle === '') return
  context.fillStyle = colour('muted')
  const below = lane.title === '' ? middle : middle + 13
  context.fillText(shorten(context, lane.subtitle, gutter - 24), 16, below)
}

/** The text, shortened until it fits; empty when nothing of it does. */
function shorten(context: Pen, text: string, room: number): string {
  if (room < 40) return ''
  if (context.measureText(text).width <= room) return text
  let end = Math.min(text.length, Math.ceil(room / 3))
  while (end > 0 && context.measureText(`${text.slice(0, end)}…`).width > room) end -= 1
  return end < 2 ? '' : `${text.slice(0, end)}…`
}
