import type { Tick } from './lanes.ts'
import type { Pen } from './pen.ts'
import type { Scene } from './scene.ts'

export function paintTicks(
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
