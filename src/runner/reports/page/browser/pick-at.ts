import { formatClock } from '../../../language/values/format-clock.ts'
import { countUpTo } from '../count-up-to.ts'
import type { Bar } from '../lanes.ts'
import type { Scene } from '../scene.ts'

const near = 4
const mostNamed = 6

/** Describes the drawing at a place, in sentences; `y` counts from the top of the first lane. */
export function pickAt({ layout, toX, toTime }: Scene, x: number, y: number): readonly string[] {
  const lane = layout.lanes.find(({ top, height }) => y >= top && y < top + height)
  if (lane === undefined) return []
  const inLane = y - lane.top
  const isAt = ({ top, height }: { top: number; height: number }) => inLane >= top && inLane <= top + height
  const ticks = lane.ticks.filter((tick) => isAt(tick) && Math.abs(toX(tick.at) - x) < near)
  const bars = lane.rows
    .filter(isAt)
    .flatMap(({ bars: all }) => barsAt(all, toTime(x - near), toTime(x + near)))
  const going = lane.counts.filter((count) => isAt(count) && toTime(x) <= count.to)
  const counts = going.map(({ what, steps }) => {
    const count = steps.findLast(({ at }) => at <= toTime(x))?.count ?? 0
    return `${what}: ${count} at ${formatClock(toTime(x))}`
  })
  const differences = lane.differences.filter(
    ({ from, to }) => from <= toTime(x + near) && to >= toTime(x - near),
  )
  const titles = [
    ...ticks.map(({ title }) => title()),
    ...[...bars, ...differences].map(({ title }) => title),
  ]
  const found = [...new Set([...titles, ...counts])]
  return found.slice(0, mostNamed)
}

/** The bars that touch a stretch of time. */
function barsAt(bars: readonly Bar[], from: number, to: number): readonly Bar[] {
  const first = countUpTo(bars, from, (bar) => bar.to)
  const found: Bar[] = []
  for (let at = Math.max(0, first - 1); at < bars.length; at++) {
    const bar = bars[at]
    if (bar === undefined || bar.from > to || found.length > mostNamed) break
    if (bar.to >= from) found.push(bar)
  }
  return found
}
