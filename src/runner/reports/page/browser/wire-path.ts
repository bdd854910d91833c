import type { Box, MachineMap, MapPoint, PlacedMachine } from './machine-map.ts'
import { gateOf } from './place-machines.ts'

/** Style of a connection; each bends in its own way, so that none hides another one. */
export type WireStyle = 'direct' | 'reserved' | 'relayed' | 'link'

const bends = {
  direct: { pull: 0.3, shift: 7 },
  reserved: { pull: 0.5, shift: -7 },
  relayed: { pull: 0.75, shift: 20 },
  link: { pull: 0, shift: 0 },
} as const satisfies Record<WireStyle, { readonly pull: number; readonly shift: number }>

/** The path of a connection between two machines: out to the area by their routers, and through it. */
export function wirePath(map: MachineMap, from: PlacedMachine, to: PlacedMachine, style: WireStyle): string {
  const { area } = map
  const [home, other] = [wayOut(map, from), wayOut(map, to)]
  // Machines behind the same router meet there.
  const shared = home.find(({ id }) => other.some((one) => one.id === id))
  if (shared !== undefined) {
    const there = home.slice(0, home.indexOf(shared) + 1)
    const back = other
      .slice(
        0,
        other.findIndex(({ id }) => id === shared.id),
      )
      .reverse()
    return lineThrough([...there, ...back])
  }
  const [a, b] = [gateOf(from, area), gateOf(to, area)]
  return `${lineThrough([...home, a])} Q${pointAt(bendOf(a, b, area, style))} ${pointAt(b)}${other
    .toReversed()
    .map((point) => ` L${pointAt(point)}`)
    .join('')}`
}

/** The machine and its routers, from the inside out. */
function wayOut(map: MachineMap, machine: PlacedMachine): readonly PlacedMachine[] {
  const routers = machine.routers.flatMap((id) => map.machines.find((one) => one.id === id) ?? [])
  return [machine, ...routers]
}

/** The control point of a curve through the area; it lies in the area, and so does the curve. */
function bendOf(a: MapPoint, b: MapPoint, area: Box, style: WireStyle): MapPoint {
  const { pull, shift } = bends[style]
  const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
  const centre = { x: area.x + area.width / 2, y: area.y + area.height / 2 }
  const length = Math.max(1, Math.hypot(b.x - a.x, b.y - a.y))
  const x = middle.x + (centre.x - middle.x) * pull + ((b.y - a.y) / length) * shift
  const y = middle.y + (centre.y - middle.y) * pull - ((b.x - a.x) / length) * shift
  return {
    x: Math.min(Math.max(x, area.x), area.x + area.width),
    y: Math.min(Math.max(y, area.y), area.y + area.height),
  }
}

function lineThrough(points: readonly MapPoint[]): string {
  return points.map((point, index) => `${index === 0 ? 'M' : ' L'}${pointAt(point)}`).join('')
}

function pointAt({ x, y }: MapPoint): string {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`
}
