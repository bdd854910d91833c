import { formatClock } from '../../format-time.ts'
import type { Bar } from './lanes.ts'
import type { Scene } from './paint-lanes.ts'

const near = 4
const mostNamed = 6

/** What is drawn at a place, in sentences; `y` counts from the top of the first lane. */
export function pickAt({ layout, toX, toTime }: Scene, x: number, y: number): readonly string[] {
  const lane = layout.lanes.find(({ top, height }) => y >= top && y < top + height)
  if (lane === undefined) return []
  const inLane = y - lane.top
  const isAt = ({ top, height }: { top: number; height: number }) => inLane >= top && inLane <= top + height
  const ticks = lane.ticks.filter((tick) => isAt(tick) && Math.abs(toX(tick.at) - x) < near)
  const bars = lane.rows.filter(isAt).flatMap(({ bars: all }) => all.filter((bar) => covers(bar, x, toX)))
  const counts = lane.counts.filter(isAt).map(({ what, steps }) => {
    const count = steps.findLast(({ at }) => at <= toTime(x))?.count ?? 0
    return `${what}: ${count} at ${formatClock(toTime(x))}`
  })
  const found = [
    ...new Set([...ticks.map(({ title }) => title), ...bars.map(({ title }) => title), ...counts]),
  ]
  return found.slice(0, mostNamed)
}

function covers(bar: Bar, x: number, toX: (time: number) => number): boolean {
  return toX(bar.from) - near <= x && x <= toX(bar.to) + near
}
