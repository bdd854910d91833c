import { cluster, type HierarchyNode, stratify, tree } from 'd3-hierarchy'
import type { NodePlan, Plan } from '../../../language/plan/plan.ts'
import { natPresets } from '../../../simulation/network/routes/nat-behaviour.ts'

export interface MapMachine {
  readonly name: string
  readonly role: NodePlan['kind'] | 'router' | 'internet'
  /** Unique, also for a router and a node of the same name in an edited plan. */
  readonly id: string
  /** Id of the machine above it; null for the internet. */
  readonly under: string | null
  /** `port-restricted-cone`, or an address. */
  readonly detail: string
}

export interface PlacedMachine extends MapMachine {
  readonly x: number
  readonly y: number
}

/** Few machines hang down; more go across, with a line for each name; many form a circle. */
export type Arrangement = 'down' | 'across' | 'round'

export interface MachineMap {
  readonly width: number
  readonly height: number
  readonly machines: readonly PlacedMachine[]
  readonly arrangement: Arrangement
}

const internet = 'internet'

export function nodeId(name: string): string {
  return `node ${name}`
}

export function routerId(name: string): string {
  return `router ${name}`
}

const mostDown = 7
const mostAcross = 24
const sizes = { down: { breadth: 112, depth: 92 }, across: { breadth: 34, depth: 190 } } as const
const margin = 80

/** Places the physical network as a tree: the internet, routers below it, nodes below these. */
export function placeMachines(plan: Plan): MachineMap {
  const root = stratify<MapMachine>()
    .id(({ id }) => id)
    .parentId(({ under }) => under)([...machinesOf(plan)])
  const leaves = root.leaves().length
  if (leaves > mostAcross) return inCircle(root, leaves)
  const arrangement = leaves > mostDown ? 'across' : 'down'
  const { breadth, depth } = sizes[arrangement]
  const placed = tree<MapMachine>().nodeSize([breadth, depth])(root).descendants()
  const first = Math.min(...placed.map(({ x }) => x))
  const last = Math.max(...placed.map(({ x }) => x))
  const wide = last - first + breadth
  const deep = (root.height + 1) * depth
  const machines = placed.map((node): PlacedMachine => {
    const along = node.x - first + breadth / 2
    return arrangement === 'down'
      ? { ...node.data, x: along, y: node.y + depth / 2 }
      : { ...node.data, x: node.y + depth / 4, y: along }
  })
  return arrangement === 'down'
    ? { width: wide, height: deep, machines, arrangement }
    : { width: deep, height: wide, machines, arrangement }
}

function inCircle(root: HierarchyNode<MapMachine>, leaves: number): MachineMap {
  const radius = Math.max(190, (leaves * 15) / (2 * Math.PI))
  const centre = radius + margin
  const machines = cluster<MapMachine>()
    .size([2 * Math.PI, radius])(root)
    .descendants()
    .map(({ data, x, y }) => ({ ...data, x: centre + y * Math.sin(x), y: centre - y * Math.cos(x) }))
  return { width: 2 * centre, height: 2 * centre, machines, arrangement: 'round' }
}

function machinesOf({ nodes, routers, fabric }: Plan): readonly MapMachine[] {
  const names = new Set(routers.map(({ name }) => name))
  const above = (name: string | null) => (name !== null && names.has(name) ? routerId(name) : internet)
  return [
    {
      id: internet,
      name: fabric === 'host' ? 'this machine' : 'internet',
      role: 'internet',
      under: null,
      detail: '',
    },
    ...routers.map(
      ({ name, nat, behind }): MapMachine => ({
        id: routerId(name),
        name,
        role: 'router',
        under: above(behind),
        detail: nat === null ? 'no NAT' : describeNat(nat),
      }),
    ),
    ...nodes.map(
      ({ name, kind, router, addresses }): MapMachine => ({
        id: nodeId(name),
        name,
        role: kind,
        under: above(router),
        detail: addresses[0] ?? '',
      }),
    ),
  ]
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
