import { useMemo } from 'preact/hooks'
import type { LinkPlan, Plan } from '../../../language/plan/plan.ts'
import { formatClock } from '../../../language/values/format-clock.ts'
import { formatDuration } from '../../../language/values/format-duration.ts'
import { plural } from '../../../language/values/plural.ts'
import type { NodeState } from '../run-states.ts'
import { clean } from '../words.ts'
import {
  type Arrangement,
  type MachineMap,
  nodeId,
  type Placed,
  placeMachines,
  routerId,
} from './place-machines.ts'
import type { Actions, Cursor, Report } from './report.ts'
import { Same } from './same.ts'

interface Props {
  readonly report: Report
  readonly states: readonly NodeState[]
  readonly cursor: Cursor
  readonly node: string | null
  readonly actions: Actions
}

/** The machines and what lies between them, with who is connected to whom at the cursor. */
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
            <Links map={map} links={plan.links} />
          </Same>
          <Connections map={map} states={states} />
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

/** A stored plan may have been edited: routers behind themselves are no map. */
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

/** Links between two machines that are named; the others are in the list below. */
function Links({ map, links }: { readonly map: MachineMap; readonly links: readonly LinkPlan[] }) {
  const find = (name: string) =>
    map.machines.find(({ id }) => id === nodeId(name)) ?? map.machines.find(({ id }) => id === routerId(name))
  return (
    <g class="links">
      {links.map((link, index) => {
        const from = find(link.from)
        const to = find(link.to)
        if (from === undefined || to === undefined) return null
        const [x, y] = [(from.x + to.x) / 2, (from.y + to.y) / 2]
        return (
          <g key={index}>
            <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
            <text x={x} y={y}>
              {describeLink(link)}
            </text>
          </g>
        )
      })}
    </g>
  )
}

/** How wires bend: each style another way, so that none hides another one. */
const bends = { direct: 0.1, reserved: -0.1, relayed: 0.32 } as const

type WireStyle = keyof typeof bends

/** All wires of a style are one path: there may be thousands. */
function Connections({ map, states }: { readonly map: MachineMap; readonly states: readonly NodeState[] }) {
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

function curve(from: Placed, to: Placed, bend: number): string {
  const x = (from.x + to.x) / 2 + (to.y - from.y) * bend
  const y = (from.y + to.y) / 2 - (to.x - from.x) * bend
  return `M${from.x},${from.y} Q${x},${y} ${to.x},${to.y}`
}

function MachineShape({
  machine,
  life,
  arrangement,
  isSelected,
  onSelect,
}: {
  readonly machine: Placed
  /** Empty for what is no node. */
  readonly life: string
  readonly arrangement: Arrangement
  readonly isSelected: boolean
  readonly onSelect: (() => void) | undefined
}) {
  const { x, y, role } = machine
  const name = clean(machine.name)
  const radius = { down: 13, across: 9, round: 6 }[arrangement]
  return (
    <g
      class={`machine ${role} ${life} ${isSelected ? 'selected' : ''}`}
      transform={`translate(${x},${y})`}
      {...(onSelect === undefined ? {} : { onClick: onSelect })}
    >
      <title>{[name, clean(machine.detail), life].filter(Boolean).join(', ')}</title>
      <Shape role={role} radius={radius} />
      {life === 'exited' || life === 'failed' || life === 'waiting' ? (
        <path
          class="down"
          d={`M${-radius},${-radius} L${radius},${radius} M${radius},${-radius} L${-radius},${radius}`}
        />
      ) : null}
      {life === 'paused' ? <path class="down" d="M-3,-6 v12 M3,-6 v12" /> : null}
      <Label machine={machine} arrangement={arrangement} radius={radius} />
    </g>
  )
}

function Label({
  machine,
  arrangement,
  radius,
}: {
  readonly machine: Placed
  readonly arrangement: Arrangement
  readonly radius: number
}) {
  const name = clean(machine.name)
  const detail = clean(machine.detail)
  switch (arrangement) {
    case 'down':
      return (
        <>
          <text y={radius + 14}>{short(name, 16)}</text>
          <text class="detail" y={radius + 27}>
            {short(detail, 19)}
          </text>
        </>
      )
    case 'across':
      return (
        <>
          <text class="beside" x={radius + 8} y={detail === '' ? 4 : -1}>
            {short(name, 20)}
          </text>
          <text class="beside detail" x={radius + 8} y="11">
            {short(detail, 22)}
          </text>
        </>
      )
    case 'round':
      return <text y={radius + 12}>{short(name, 10)}</text>
    default:
      return arrangement satisfies never
  }
}

function Shape({ role, radius }: { readonly role: Placed['role']; readonly radius: number }) {
  switch (role) {
    case 'internet':
      return <ellipse rx={radius * 2.2} ry={radius * 1.1} />
    case 'router':
      return <rect x={-radius * 1.3} y={-radius * 0.8} width={radius * 2.6} height={radius * 1.6} rx="3" />
    case 'boot-node':
      return <polygon points={hexagon(radius * 1.25)} />
    case 'peer':
      return <circle r={radius} />
    case 'module':
    case 'command':
      return <rect x={-radius} y={-radius} width={radius * 2} height={radius * 2} rx={radius / 2} />
    default:
      return role satisfies never
  }
}

function hexagon(radius: number): string {
  const corner = (index: number) => [
    radius * Math.cos((index * Math.PI) / 3),
    radius * Math.sin((index * Math.PI) / 3),
  ]
  return Array.from({ length: 6 }, (_, index) => corner(index).join(',')).join(' ')
}

function short(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

const mostLinks = 12

function LinkList({ links }: { readonly links: readonly LinkPlan[] }) {
  if (links.length === 0) return null
  return (
    <details class="link-list" open={links.length <= 4}>
      <summary>Links</summary>
      <ul>
        {links.slice(0, mostLinks).map((link, index) => (
          <li key={index}>
            <strong>
              {endOf(link.from)} {link.oneWay ? '→' : '↔'} {endOf(link.to)}
            </strong>{' '}
            {describeLink(link)}
          </li>
        ))}
        {links.length > mostLinks ? <li>and {links.length - mostLinks} more, in the plan</li> : null}
      </ul>
    </details>
  )
}

function endOf(name: string): string {
  return name === '*' ? 'all' : clean(name)
}

function describeLink({ latency, jitter, bandwidth, loss }: LinkPlan): string {
  const said = [
    latency === undefined ? '' : `${formatDuration(latency)} each way`,
    jitter === undefined || jitter === 0 ? '' : `jitter ${formatDuration(jitter)}`,
    bandwidth === undefined || bandwidth === null ? '' : `${bandwidth.toLocaleString('en')} B/s`,
    loss === undefined || loss === 0 ? '' : `${+(loss * 100).toFixed(2)}% lost`,
  ]
  return said.filter(Boolean).join(', ')
}
