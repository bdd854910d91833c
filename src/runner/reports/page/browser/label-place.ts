import { widthOf } from '../text-width.ts'
import type { Box, MapMachine, PlacedMachine } from './machine-map.ts'

/** The size of the shape of a machine. */
export const shapeRadius = 9

const longest = 24
const besideShape = shapeRadius + 8

/** Shortens a label of the map. */
export function shortLabel(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}

/** The two lines of a machine's label, from the middle of its shape: their bases, and the edge at which they begin. */
export interface LabelPlace {
  readonly x: number
  readonly name: number
  readonly detail: number
  readonly anchor: 'middle' | 'start' | 'end'
}

/** Returns null for a router with machines behind it, which has no label. */
export function labelPlace({ side, isInside, detail }: PlacedMachine): LabelPlace | null {
  if (isInside) return null
  if (side === 'top') return { x: 0, name: -30, detail: -18, anchor: 'middle' }
  const name = detail === '' ? 4 : -1
  return side === 'left'
    ? { x: -besideShape, name, detail: 11, anchor: 'end' }
    : { x: besideShape, name, detail: 11, anchor: 'start' }
}

/** Pixels of the wider of the two lines. */
export function labelWidth({ name, detail }: Pick<MapMachine, 'name' | 'detail'>): number {
  return Math.max(widthOf(shortLabel(name)) * (12 / 11), widthOf(shortLabel(detail)) * (10 / 11))
}

/** The area of the map that the label covers. */
export function labelBox(machine: PlacedMachine): Box | null {
  const place = labelPlace(machine)
  if (place === null) return null
  const width = labelWidth(machine)
  const left = { middle: -width / 2, start: 0, end: -width }[place.anchor]
  const top = machine.y + place.name - 10
  const bottom = machine.y + place.detail + 3
  return { x: machine.x + place.x + left, y: top, width, height: bottom - top }
}
