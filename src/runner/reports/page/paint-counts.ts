import type { Count } from './lanes.ts'
import type { Pen } from './pen.ts'
import { paintHatch, type Scene } from './scene.ts'

export function paintCount(
  context: Pen,
  scene: Scene,
  { top, height, style, steps, most, to }: Count,
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
      // Of many steps in one pixel, paint the highest and the last.
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
