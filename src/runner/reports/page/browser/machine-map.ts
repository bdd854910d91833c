import type { NodePlan } from '../../../language/plan/plan.ts'

export interface MapMachine {
  readonly name: string
  readonly role: NodePlan['kind'] | 'router'
  /** Unique, also for a router and a node of the same name in an edited plan. */
  readonly id: string
  /** The nodes that it stands for; none for a router. */
  readonly nodes: readonly string[]
  readonly isGroup: boolean
  /** `port-restricted-cone`, or an address. */
  readonly detail: string
  /** Ids of its routers, from the inside out. */
  readonly routers: readonly string[]
}

export type MapSide = 'top' | 'left' | 'right'

export interface MapPoint {
  readonly x: number
  readonly y: number
}

export interface PlacedMachine extends MapMachine, MapPoint {
  readonly side: MapSide
  /** True for a router with machines behind it: their labels tell of it. */
  readonly isInside: boolean
}

export interface Box extends MapPoint {
  readonly width: number
  readonly height: number
}

export interface MachineMap {
  readonly width: number
  readonly height: number
  readonly area: Box
  readonly machines: readonly PlacedMachine[]
  /** Id of a node or router -> the id of the machine that shows it. */
  readonly shownBy: ReadonlyMap<string, string>
}
