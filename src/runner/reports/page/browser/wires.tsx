import { useMemo } from 'preact/hooks'
import type { NodeState } from '../run-states.ts'
import type { MachineMap } from './machine-map.ts'
import { nodeId } from './place-machines.ts'
import { type WireStyle, wirePath } from './wire-path.ts'

const styles = ['direct', 'reserved', 'relayed'] as const satisfies readonly WireStyle[]

/** One path for all wires of a style: there may be thousands. Nodes of a group share their wires. */
export function Wires({ map, states }: { readonly map: MachineMap; readonly states: readonly NodeState[] }) {
  const places = useMemo(() => new Map(map.machines.map((machine) => [machine.id, machine])), [map])
  const pairs = {
    direct: new Set<string>(),
    reserved: new Set<string>(),
    relayed: new Set<string>(),
  }
  const add = (a: string, b: string, style: keyof typeof pairs) => {
    const [one, other] = [a, b].map((name) => map.shownBy.get(nodeId(name))).sort()
    if (one !== undefined && other !== undefined && one !== other) pairs[style].add(`${one}\n${other}`)
  }
  for (const { name, connections, reservations } of states) {
    for (const { opened } of connections) add(name, opened.peer, opened.path.kind)
    for (const { relay, known } of reservations) if (known === 'both') add(name, relay, 'reserved')
  }
  const pathOf = (style: keyof typeof pairs) =>
    [...pairs[style]].map((pair) => {
      const [from, to] = pair.split('\n').map((id) => places.get(id))
      return from === undefined || to === undefined ? '' : wirePath(map, from, to, style)
    })
  return (
    <g class="wires">
      {styles.map((style) => (
        <path key={style} class={style} d={pathOf(style).join('')} />
      ))}
    </g>
  )
}
