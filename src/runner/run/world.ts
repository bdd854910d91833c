/** The surroundings of a run: its clock, its fabric, and the carrier of messages to the nodes. */

import type { Fabric } from '../fabrics/fabric.ts'
import { HostFabric } from '../fabrics/host.ts'
import { liveWiring } from '../fabrics/virtual/live-wiring.ts'
import { tellingMoves } from '../fabrics/virtual/network-wiring.ts'
import { roundsWiring } from '../fabrics/virtual/rounds-wiring.ts'
import { VirtualFabric } from '../fabrics/virtual/virtual-fabric.ts'
import type { Plan } from '../language/plan/plan.ts'
import { type NodeWiring, plainWiring } from '../processes/node-link.ts'
import { heldUpWatch } from '../processes/processors/held-up.ts'
import type { Clock } from '../simulation/clock/clock.ts'
import { RealClock } from '../simulation/clock/real.ts'
import { type Effort, VirtualClock } from '../simulation/clock/virtual.ts'
import type { Switch } from '../simulation/network/switch.ts'

export interface World {
  readonly clock: Clock
  readonly fabric: Fabric
  readonly wiring: NodeWiring
  /** The virtual network, for faults; null where the network is real. */
  readonly network: Switch | null
  /** Returns the rounds and steps of virtual time so far; null in real time. */
  readonly effort: (() => Effort) | null
  /** Calendar time at the run's start, in milliseconds since 1970. */
  readonly epoch: number
  /** Lets time pass. */
  start(): void
  stop(): void
  /** Rejects when time cannot go on, with the node that blocks it; never resolves. */
  readonly stuck: Promise<never>
}

type PidOf = (node: string) => number | null

/** The date at the start of every virtual run, so that nodes see the same date in each run. */
const virtualEpoch = Date.UTC(2026, 0, 1)

/** `pidOf`: the process of a node; null: it has none now. */
export function createWorld(plan: Plan, pidOf: PidOf = () => null): World {
  if (plan.fabric === 'host') {
    return { ...realWorld(), fabric: new HostFabric(), wiring: plainWiring, network: null }
  }
  const { seed, routers, links } = plan
  const fabric = new VirtualFabric({ seed, hosts: plan.nodes, routers, links })
  return plan.clock === 'real' ? liveWorld(seed, fabric) : virtualWorld(plan, fabric, pidOf)
}

function realWorld() {
  return {
    clock: new RealClock(),
    epoch: Date.now(),
    effort: null,
    start: () => {},
    stop: () => {},
    stuck: new Promise<never>(() => {}),
  }
}

function liveWorld(seed: number, fabric: VirtualFabric): World {
  const world = realWorld()
  const wiring = liveWiring({ clock: world.clock, epoch: world.epoch, switch: fabric.switch, seed })
  return { ...world, fabric, wiring, network: tellingMoves(fabric.switch, wiring) }
}

function virtualWorld({ seed, nodes }: Plan, fabric: VirtualFabric, pidOf: PidOf): World {
  const isHeldUp = heldUpWatch()
  const clock = new VirtualClock({
    network: fabric.switch,
    isHeldUp: (names) => isHeldUp(names.flatMap((name) => pidOf(name) ?? [])),
  })
  const wiring = roundsWiring({
    clock,
    switch: fabric.switch,
    seed,
    names: nodes.map(({ name }) => name),
    epoch: virtualEpoch,
  })
  return {
    clock,
    fabric,
    wiring,
    network: tellingMoves(fabric.switch, wiring),
    epoch: virtualEpoch,
    effort: () => clock.effort,
    start: () => clock.start(),
    stop: () => clock.stop(),
    stuck: clock.outcome.then((outcome) => {
      if (outcome.kind === 'stuck') throw outcome.error
      return new Promise<never>(() => {})
    }),
  }
}
