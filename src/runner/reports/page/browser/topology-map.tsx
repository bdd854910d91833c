import { useMemo } from 'preact/hooks'
import type { Plan } from '../../../language/plan/plan.ts'
import { formatClock } from '../../../language/values/format-clock.ts'
import { plural } from '../../../language/values/plural.ts'
import type { NodeUnit } from '../node-groups.ts'
import type { NodeState } from '../run-states.ts'
import { LinkLines, LinkList } from './links.tsx'
import type { MachineMap, PlacedMachine } from './machine-map.ts'
import { MachineShape } from './machine-shape.tsx'
import { gateOf, placeMachines } from './place-machines.ts'
import type { Actions, Cursor, Report } from './report.ts'
import { Same } from './same.ts'
import { Wires } from './wires.tsx'

interface Props {
  readonly report: Report
  readonly units: readonly NodeUnit[]
  readonly states: readonly NodeState[]
  readonly cursor: Cursor
  readonly node: string | null
  readonly actions: Actions
}

/** The machines and the network between them, with the connections at the cursor. */
export function TopologyMap({ report, units, states, cursor, node, actions }: Props) {
  const { plan } = report.data
  const map = useMemo(() => tryToPlace(plan, units), [plan, units])
  const lives = new Map(states.map(({ name, life }) => [name, life?.state ?? 'waiting']))
  return (
    <section class="panel map" aria-labelledby="map-title">
      <h2 id="map-title">
        Topology <span class="mode">at {formatClock(cursor.t)}</span>
      </h2>
      {map === null ? (
        <p class="empty">This plan cannot be drawn: its routers are not a tree.</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard
        <section class="sheet" tabIndex={0} aria-label="Map of the topology">
          <svg
            viewBox={`0 0 ${map.width} ${map.height}`}
            role="img"
            aria-label={`${plural(plan.nodes.length, 'node')}, ${plural(plan.routers.length, 'router')}. The table of nodes says the same in words.`}
            style={{ width: `${map.width}px` }}
          >
            <Same of={[map]}>
              <Internet map={map} fabric={plan.fabric} />
              <LinkLines map={map} links={plan.links} />
            </Same>
            <Wires map={map} states={states} />
            {map.machines.map((machine) => {
              const life = lifeOf(machine, lives)
              const isSelected = !machine.isGroup && machine.nodes[0] === node && node !== null
              return (
                <Same key={machine.id} of={[machine, life, isSelected]}>
                  <MachineShape
                    machine={machine}
                    life={life}
                    isSelected={isSelected}
                    onSelect={selecting(machine, isSelected, actions)}
                  />
                </Same>
              )
            })}
          </svg>
        </section>
      )}
      <p class="hint key">
        <span>⬢ boot-node</span> <span>● peer</span> <span>▫ router</span>{' '}
        <span>
          <i class="line direct" /> direct
        </span>{' '}
        <span>
          <i class="line relayed" /> relayed
        </span>{' '}
        <span>
          <i class="line reserved" /> reservation
        </span>
      </p>
      <LinkList links={plan.links} />
    </section>
  )
}

/** Returns null for an edited plan with routers behind themselves, which is not a tree. */
function tryToPlace(plan: Plan, units: readonly NodeUnit[]): MachineMap | null {
  try {
    // An open group is drawn as its nodes.
    const named = new Set(units.filter(({ isGroup }) => !isGroup).map(({ name }) => name))
    return placeMachines(
      plan,
      units.filter(({ isGroup, nodes }) => !isGroup || !nodes.every((name) => named.has(name))),
    )
  } catch {
    return null
  }
}

/** The state of a node, or the state that all nodes of a group share. */
function lifeOf({ nodes }: PlacedMachine, lives: ReadonlyMap<string, string>): string {
  const all = new Set(nodes.map((name) => lives.get(name) ?? ''))
  return all.size > 1 ? 'mixed' : ([...all][0] ?? '')
}

function selecting(
  { nodes, isGroup, id }: PlacedMachine,
  isSelected: boolean,
  actions: Actions,
): (() => void) | undefined {
  const [first] = nodes
  if (first === undefined) return undefined
  if (isGroup) return () => actions.toggleGroup(id.slice('group '.length))
  return () => actions.selectNode(isSelected ? null : first)
}

/** The area of the internet, and the cables from machines behind routers to it. */
function Internet({ map, fabric }: { readonly map: MachineMap; readonly fabric: Plan['fabric'] }) {
  const { area } = map
  const places = new Map(map.machines.map((machine) => [machine.id, machine]))
  return (
    <g class="cables">
      <rect {...area} rx="18" />
      <text x={area.x + area.width / 2} y={area.y + area.height + 18} text-anchor="middle">
        {fabric === 'host' ? 'this machine' : 'internet'}
      </text>
      {map.machines.map((machine) => {
        const above = places.get(machine.routers[0] ?? '')
        const to = above ?? gateOf(machine, area)
        return <line key={machine.id} x1={machine.x} y1={machine.y} x2={to.x} y2={to.y} />
      })}
    </g>
  )
}
