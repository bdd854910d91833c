import type { Colour } from './colours.ts'
import type { LaneLayout } from './lanes.ts'
import type { Pen } from './pen.ts'

export interface Scene {
  readonly width: number
  readonly height: number
  /** Width of the names at the left. */
  readonly gutter: number
  /** Pixels scrolled away at the top. */
  readonly scrolled: number
  readonly layout: LaneLayout
  readonly toX: (time: number) => number
  readonly toTime: (x: number) => number
  readonly colour: (name: Colour) => string
  readonly node: string | null
}

export function paintHatch(
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

/** Shortens a text to its room; empty when nothing fits. */
export function shorten(context: Pick<Pen, 'measureText'>, text: string, room: number): string {
  if (room < 40) return ''
  if (context.measureText(text).width <= room) return text
  let end = Math.min(text.length, Math.ceil(room / 3))
  while (end > 0 && context.measureText(`${text.slice(0, end)}…`).width > room) end -= 1
  return end < 2 ? '' : `${text.slice(0, end)}…`
}
