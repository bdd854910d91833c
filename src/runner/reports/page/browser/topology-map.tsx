import { useMemo } from 'preact/hooks'
import type { Plan } from '../../../language/plan/plan.ts'
import { formatClock } from '../../../language/values/format-clock.ts'
import { plural } from '../../../language/values/plural.ts'
import type { NodeState } from '../run-states.ts'
import { LinkLines, LinkList } from './links.tsx'
import { MachineShape } from './machine-shape.tsx'
import { type MachineMap, placeMachines } from './place-machines.ts'
import type { Actions, Cursor, Report } from './report.ts'
import { Same } from './same.ts'
import { Wires } from './wires.tsx'

interface Props {
  readonly report: Report
  readonly states: readonly NodeState[]
  readonly cursor: Cursor
  readonly node: string | null
  readonly actions: Actions
}

/** The machines and the network between them, with the connections at the cursor. */
export function TopologyMap({ report, states, cursor, node, actions }: Props) {
  const { plan } = report.data
  const map = useMemo(() => tryToPlace(plan), [plan])
  const lives = new Map(states.map(({ name, life }) => [name, life?.state ?? 'waiting']))
  return (
    <section class="panel map" aria-labelledby="map-title">
      <h2 id="map-title">
        Topology <span class="mode">at {formatClock(cursor.t)}</span>
      </h2>
      {map === null ? (
        <p class="empty">This plan cannot be drawn: its routers are not a tree.</p>
      ) : (
        <svg
          viewBox={`0 0 ${map.width} ${map.height}`}
          role="img"
          aria-label={`${plural(plan.nodes.length, 'node')}, ${plural(plan.routers.length, 'router')}. The table of nodes says the same in words.`}
          style={{ maxWidth: `${Math.max(map.width, 320) * 1.25}px` }}
        >
          <Same of={[map]}>
            <Cables map={map} />
            <LinkLines map={map} links={plan.links} />
          </Same>
          <Wires map={map} states={states} />
          {map.machines.map((machine) => {
            const isNode = machine.role !== 'router' && machine.role !== 'internet'
            const life = isNode ? (lives.get(machine.name) ?? '') : ''
            const isSelected = isNode && machine.name === node
            return (
              <Same key={machine.id} of={[machine, life, isSelected]}>
                <MachineShape
                  machine={machine}
                  life={life}
                  arrangement={map.arrangement}
                  isSelected={isSelected}
                  onSelect={isNode ? () => actions.selectNode(isSelected ? null : machine.name) : undefined}
                />
              </Same>
            )
          })}
        </svg>
      )}
      <p class="hint key">
        <span>⬢ boot-node</span> <span>● peer</span> <span>▭ router</span>{' '}
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
function tryToPlace(plan: Plan): MachineMap | null {
  try {
    return placeMachines(plan)
  } catch {
    return null
  }
}

function Cables({ map }: { readonly map: MachineMap }) {
  const places = new Map(map.machines.map((machine) => [machine.id, machine]))
  return (
    <g class="cables">
      {map.machines.map((machine) => {
        const above = machine.under === null ? undefined : places.get(machine.under)
        if (above === undefined) return null
        return <line key={machine.id} x1={above.x} y1={above.y} x2={machine.x} y2={machine.y} />
      })}
    </g>
  )
}
