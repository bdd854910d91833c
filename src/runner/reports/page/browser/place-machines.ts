/**
 * The map of the network. The internet is an area; relays stand on its upper edge, other machines on its sides, a
 * machine behind a router outside of it, and all labels further outside. Connections cross the area only, so no line
 * goes through a label.
 */
import { compareTexts } from '../../../../base/compare-texts.ts'
import type { Plan } from '../../../language/plan/plan.ts'
import { natPresets } from '../../../simulation/network/routes/nat-behaviour.ts'
import type { NodeUnit } from '../node-groups.ts'
import { labelWidth } from './label-place.ts'
import type { Box, MachineMap, MapMachine, MapPoint, PlacedMachine } from './machine-map.ts'

export function nodeId(name: string): string {
  return `node ${name}`
}

export function routerId(name: string): string {
  return `router ${name}`
}

const rowHeight = 38
const routerStep = 46
const mostOnTop = 4
const topRoom = 118
const leastWidth = 210
const labelRoom = 20
const edge = 34

export function placeMachines(plan: Plan, units: readonly NodeUnit[]): MachineMap {
  const { machines, shownBy } = machinesOf(plan, units)
  const isOnTop = ({ role, routers }: MapMachine) => role === 'boot-node' && routers.length === 0
  const onTop = machines.filter(isOnTop).slice(0, mostOnTop)
  const others = machines.filter((machine) => !onTop.includes(machine))
  const [left, right] = inTwo(others)
  const outside = [left, right].map((column) => ({
    levels: Math.max(0, ...column.map(({ routers }) => routers.length)),
    label: Math.max(40, ...column.map((machine) => labelRoom + labelWidth(machine))),
  }))
  const [west = { levels: 0, label: 40 }, east = west] = outside
  const area = {
    x: edge + west.label + west.levels * routerStep,
    y: onTop.length > 0 ? 64 : edge,
    width: Math.max(leastWidth, onTop.length * topRoom),
    height: Math.max(120, Math.max(left.length, right.length) * rowHeight + 24),
  }
  const placed = [
    ...onTop.map((machine, index): PlacedMachine => {
      const step = area.width / onTop.length
      return { ...machine, side: 'top', isInside: false, x: area.x + step * (index + 0.5), y: area.y }
    }),
    ...inColumn(left, 'left', area),
    ...inColumn(right, 'right', area),
  ]
  return {
    width: area.x + area.width + east.levels * routerStep + east.label + edge,
    height: area.y + area.height + 30,
    area,
    machines: [...placed, ...routersOf(plan, placed, area, shownBy)],
    shownBy,
  }
}

/** The point of the area's edge at which a machine's connections enter it. */
export function gateOf({ x, y, side }: PlacedMachine, area: Box): MapPoint {
  if (side === 'top') return { x, y: area.y }
  return { x: side === 'left' ? area.x : area.x + area.width, y }
}

/** Splits the machines into two columns; those behind the same outermost router stay together. */
function inTwo(machines: readonly MapMachine[]): readonly [readonly MapMachine[], readonly MapMachine[]] {
  const homes = [...Map.groupBy(machines, ({ id, routers }) => routers.at(-1) ?? id).values()].map((home) =>
    home.toSorted((a, b) => compareTexts(orderIn(a), orderIn(b))),
  )
  const left: MapMachine[] = []
  const right: MapMachine[] = []
  for (const home of homes) {
    const column = left.length + home.length / 2 <= machines.length / 2 ? left : right
    column.push(...home)
  }
  return [left, right]
}

function orderIn({ routers }: MapMachine): string {
  return routers.toReversed().join(' ')
}

function inColumn(
  column: readonly MapMachine[],
  side: 'left' | 'right',
  area: Box,
): readonly PlacedMachine[] {
  const first = area.y + area.height / 2 - ((column.length - 1) * rowHeight) / 2
  return column.map((machine, index) => {
    const out = machine.routers.length * routerStep
    const x = side === 'left' ? area.x - out : area.x + area.width + out
    return { ...machine, side, isInside: false, x, y: first + index * rowHeight }
  })
}

/** Each router stands before the machines behind it, in the middle of their height. */
function routersOf(
  plan: Plan,
  placed: readonly PlacedMachine[],
  area: Box,
  shownBy: ReadonlyMap<string, string>,
): readonly PlacedMachine[] {
  const shown = new Set(placed.flatMap(({ routers }) => routers))
  return plan.routers.flatMap(({ name, nat }): readonly PlacedMachine[] => {
    const id = routerId(name)
    const behind = placed.filter(({ routers }) => routers.includes(id))
    const [first] = behind
    if (first === undefined || !shown.has(id) || shownBy.get(id) !== id) return []
    const level = first.routers.length - 1 - first.routers.indexOf(id)
    const x = first.side === 'left' ? area.x - level * routerStep : area.x + area.width + level * routerStep
    const y = behind.reduce((sum, machine) => sum + machine.y, 0) / behind.length
    const routers = first.routers.slice(first.routers.indexOf(id) + 1)
    const detail = nat === null ? 'no NAT' : describeNat(nat)
    const machine = { ...emptyRouter(name, detail), routers }
    return [{ ...machine, side: first.side, isInside: true, x, y }]
  })
}

function machinesOf(plan: Plan, units: readonly NodeUnit[]) {
  const nodes = new Map(plan.nodes.map((node) => [node.name, node]))
  const outer = new Map(plan.routers.map(({ name, behind }) => [name, behind]))
  const nats = new Map(
    plan.routers.map(({ name, nat }) => [name, nat === null ? 'no NAT' : describeNat(nat)]),
  )
  const shownBy = new Map<string, string>()
  const occupied = new Set<string>()
  const machines = units.flatMap((unit): readonly MapMachine[] => {
    const [first, ...others] = unit.nodes.flatMap((name) => nodes.get(name) ?? [])
    // A node that only the log has is not in the plan.
    if (first === undefined) return []
    const id = unit.isGroup ? `group ${unit.name}` : nodeId(unit.name)
    const own = chainOf(first.router, outer)
    // Routers of a group are drawn as one: that of its first node.
    for (const { name, router } of [first, ...others]) {
      shownBy.set(nodeId(name), id)
      for (const each of chainOf(router, outer)) occupied.add(each)
    }
    for (const each of own) shownBy.set(routerId(each), routerId(each))
    const size = unit.isGroup ? ` ×${unit.nodes.length}` : ''
    const [inner] = own
    const place = inner === undefined ? (first.addresses[0] ?? '') : placeBehind(first.name, inner, nats)
    return [
      {
        id,
        name: `${unit.name}${size}`,
        role: first.kind,
        nodes: unit.nodes,
        isGroup: unit.isGroup,
        detail: unit.isGroup && inner === undefined ? 'public' : place,
        routers: own.map(routerId),
      },
    ]
  })
  const empty = plan.routers.filter(({ name }) => !occupied.has(name))
  for (const { name } of empty) shownBy.set(routerId(name), routerId(name))
  return {
    machines: [...machines, ...empty.map(({ name }) => emptyRouter(name, nats.get(name) ?? ''))],
    shownBy,
  }
}

function emptyRouter(name: string, detail: string): MapMachine {
  return { id: routerId(name), name, role: 'router', nodes: [], isGroup: false, detail, routers: [] }
}

/** The NAT of the router, after its name unless that is made of the node's. */
function placeBehind(node: string, router: string, nats: ReadonlyMap<string, string>): string {
  const nat = nats.get(router) ?? ''
  return router.startsWith(`${node}-router`) ? nat : `${router}: ${nat}`
}

/** A router and the routers around it, from the inside out. Throws for an edited plan in which they are a circle. */
function chainOf(from: string | null, outer: ReadonlyMap<string, string | null>): readonly string[] {
  const chain: string[] = []
  for (let at = from; at !== null && outer.has(at); at = outer.get(at) ?? null) {
    if (chain.includes(at)) throw new Error(`${at} is behind itself`)
    chain.push(at)
  }
  return chain
}

type Nat = NonNullable<Plan['routers'][number]['nat']>

/** The name of a NAT preset; else its mapping and filtering. */
function describeNat(nat: Nat): string {
  const preset = Object.entries(natPresets).find(
    ([, [box, ...more]]) => more.length === 0 && box !== undefined && isSame(box, nat),
  )
  return preset?.[0] ?? `maps ${nat.mapping}, filters ${nat.filtering}`
}

function isSame(one: Nat, other: Nat): boolean {
  return one.mapping === other.mapping && one.filtering === other.filtering && one.ports === other.ports
}
