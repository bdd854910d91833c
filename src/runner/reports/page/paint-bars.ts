import { countUpTo } from './count-up-to.ts'
import type { Bar, BarStyle, LaneRow } from './lanes.ts'
import type { Pen } from './pen.ts'
import { paintHatch, type Scene, shorten } from './scene.ts'

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

/** Paints the bars of a row that are in view. */
export function paintBars(context: Pen, scene: Scene, row: LaneRow, laneTop: number): void {
  for (const [bar, next] of visible(row.bars, scene)) {
    const until = next === undefined ? Number.POSITIVE_INFINITY : scene.toX(next.from)
    paintBar(context, scene, bar, { top: laneTop + row.top, height: row.height, until })
  }
}

/**
 * The bars in view, each with the next one. Binary search finds the first, and bars hidden by an earlier one are left
 * out.
 */
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
  /** Left edge of the next bar, in pixels. */
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
  // Keep a label at the right edge within the canvas.
  const x = isTopLevel(bar.style)
    ? Math.min(from + 5, width - context.measureText(label).width - 4)
    : from + 5
  context.fillText(label, x, top + height / 2 + 0.5)
}

/** Returns true for faults and expectations, whose labels may stand beside their bars. */
function isTopLevel(style: BarStyle): boolean {
  return ['fault', 'pass', 'fail', 'unknown', 'known'].includes(style)
}
