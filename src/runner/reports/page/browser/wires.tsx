import { useMemo } from 'preact/hooks'
import type { NodeState } from '../run-states.ts'
import { type MachineMap, nodeId, type PlacedMachine } from './place-machines.ts'

/** Bend of each style of wire, so that none hides another one. */
const bends = { direct: 0.1, reserved: -0.1, relayed: 0.32 } as const

type WireStyle = keyof typeof bends

/** One path for all wires of a style: there may be thousands. */
export function Wires({ map, states }: { readonly map: MachineMap; readonly states: readonly NodeState[] }) {
  const places = useMemo(() => new Map(map.machines.map((machine) => [machine.id, machine])), [map])
  const wires = { direct: new Set<string>(), relayed: new Set<string>(), reserved: new Set<string>() }
  const add = (a: string, b: string, style: WireStyle) => {
    const from = places.get(nodeId(a < b ? a : b))
    const to = places.get(nodeId(a < b ? b : a))
    if (from !== undefined && to !== undefined) wires[style].add(curve(from, to, bends[style]))
  }
  for (const { name, connections, reservations } of states) {
    for (const { opened } of connections) add(name, opened.peer, opened.path.kind)
    for (const { relay, known } of reservations) if (known === 'both') add(name, relay, 'reserved')
  }
  return (
    <g class="wires">
      {(Object.keys(bends) as WireStyle[]).map((style) => (
        <path key={style} class={style} d={[...wires[style]].join('')} />
      ))}
    </g>
  )
}

function curve(from: PlacedMachine, to: PlacedMachine, bend: number): string {
  const x = (from.x + to.x) / 2 + (to.y - from.y) * bend
  const y = (from.y + to.y) / 2 - (to.x - from.x) * bend
  return `M${from.x},${from.y} Q${x},${y} ${to.x},${to.y}`
}
