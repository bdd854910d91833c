/** The surroundings of a run: its clock, its fabric, and the carrier of messages to the nodes. */

import { nameServer } from '../../protocol/names.ts'
import { type CapturedFile, type CaptureSetup, Captures } from '../capture/captures.ts'
import { SafeTap } from '../capture/safe-tap.ts'
import { SwitchCapture } from '../capture/switch-capture.ts'
import type { Fabric } from '../fabrics/fabric.ts'
import { HostFabric } from '../fabrics/host.ts'
import { netnsWiring } from '../fabrics/netns/netns-wiring.ts'
import { openLabNetwork } from '../fabrics/netns/open-lab-network.ts'
import { PlacedFabric } from '../fabrics/placed-fabric.ts'
import { liveWiring } from '../fabrics/virtual/live-wiring.ts'
import { tellingMoves } from '../fabrics/virtual/network-wiring.ts'
import { roundsWiring } from '../fabrics/virtual/rounds-wiring.ts'
import type { Plan } from '../language/plan/plan.ts'
import type { Guardian } from '../processes/guardian.ts'
import { type NodeWiring, plainWiring } from '../processes/node-link.ts'
import type { Launch } from '../processes/node-program.ts'
import { heldUpWatch } from '../processes/processors/held-up.ts'
import type { Clock } from '../simulation/clock/clock.ts'
import { RealClock } from '../simulation/clock/real.ts'
import { type Effort, VirtualClock } from '../simulation/clock/virtual.ts'
import type { NetworkFaults } from '../simulation/network/network-faults.ts'
import type { Switch } from '../simulation/network/switch.ts'

export interface World extends AsyncDisposable {
  readonly clock: Clock
  readonly fabric: Fabric
  readonly wiring: NodeWiring
  /** The network, for faults; null on fabric host. */
  readonly network: NetworkFaults | null
  /** Makes a launch start its program in the node's place. */
  place(node: string, launch: Launch): Launch
  /** Returns the rounds and steps of virtual time so far; null in real time. */
  readonly effort: (() => Effort) | null
  /** Returns the use of the network by all nodes so far; null: this fabric does not count it. */
  readonly traffic: Switch['traffic'] | null
  /** Calendar time at the run's start, in milliseconds since 1970. */
  readonly epoch: number
  /** Calls back with each change of a port mapping by UPnP. */
  readonly onLease: Switch['onLease']
  /** Lets time pass. */
  start(): void
  stop(): void
  /** Rejects when time cannot go on, with the node that blocks it; never resolves. */
  readonly stuck: Promise<never>
  /** Keeps all packets; null: nobody wants them. */
  readonly capture: PacketCapture | null
}

/** The capture of a run. */
export interface PacketCapture {
  /** Adds a comment to the next packet of each network. */
  note(text: string): void
  /** Ends it at this moment. Never rejects. */
  close(): Promise<readonly CapturedFile[]>
}

/** The folder of the capture's files, and the most bytes of a file. */
export type CaptureWish = Pick<CaptureSetup, 'folder' | 'limit'>

type PidOf = (node: string) => number | null

/** The date at the start of every virtual run, so that nodes see the same date in each run. */
const virtualEpoch = Date.UTC(2026, 0, 1)

export interface WorldOptions {
  /** A folder of the run. */
  readonly folder: string
  /** The process of a node; null: it has none now. */
  readonly pidOf: PidOf
  readonly guardian: Pick<Guardian, 'start' | 'forget'>
  /** Default: no capture. */
  readonly capture?: CaptureWish | null
  /** Milliseconds of wall time within which the processes of a round must come to rest, in virtual time. */
  readonly rest: number
}

/** Throws a HarnessError with advice where this machine cannot or may not have the world. */
export async function openWorld(plan: Plan, options: WorldOptions): Promise<World> {
  if (plan.fabric !== 'netns') return createWorld(plan, options)
  const wish = options.capture ?? null
  const { seed, nodes, routers, links, dns } = plan
  const fabric = new PlacedFabric({ kind: 'netns', seed, hosts: nodes, routers, links, names: dns })
  const { lab, network, capture } = await openLabNetwork({
    ...options,
    capture: wish === null ? null : captureSetup(plan, wish),
    seed,
    hosts: nodes,
    routers,
    model: fabric.switch,
  })
  return {
    ...realWorld(),
    fabric,
    wiring: netnsWiring(network),
    network,
    place: (node, launch) => lab.place(node, launch),
    stuck: lab.wires.broken,
    capture,
    [Symbol.asyncDispose]: () => lab[Symbol.asyncDispose](),
  }
}

/** The world of any fabric but netns, which takes time to set up. */
export function createWorld(
  plan: Plan,
  { pidOf, rest, capture: wish = null }: Pick<WorldOptions, 'pidOf' | 'rest' | 'capture'>,
): World {
  if (plan.fabric === 'host') {
    return { ...realWorld(), fabric: new HostFabric(), wiring: plainWiring, network: null }
  }
  const { seed, routers, links, dns } = plan
  const epoch = plan.clock === 'real' ? Date.now() : virtualEpoch
  const captures = wish === null ? null : new Captures(captureSetup(plan, wish), epoch)
  const tap = captures === null ? null : new SafeTap(new SwitchCapture(seed, captures), captures.fail)
  const fabric = new PlacedFabric({
    kind: 'virtual',
    seed,
    hosts: plan.nodes,
    routers,
    links,
    names: dns,
    tap,
  })
  const world =
    plan.clock === 'real' ? liveWorld(seed, fabric, epoch) : virtualWorld(plan, fabric, { pidOf, rest })
  const { clock } = world
  const capture: PacketCapture | null =
    captures === null || tap === null
      ? null
      : {
          note: (text) => tap.note(text, clock.now()),
          close: async () => {
            tap.finish(clock.now())
            return captures.close()
          },
        }
  return {
    ...world,
    capture,
    [Symbol.asyncDispose]: async () => captures?.[Symbol.dispose](),
  }
}

function captureSetup({ name, nodes, routers }: Plan, wish: CaptureWish): CaptureSetup {
  const nats = routers.filter(({ nat }) => nat !== null)
  return {
    ...wish,
    topology: name,
    routers,
    named: [...nodes, ...nats, { name: 'name-server', addresses: [nameServer.address] }],
  }
}

const nowhere = {
  onLease: () => {},
  place: (_node: string, launch: Launch) => launch,
  [Symbol.asyncDispose]: async () => {},
}

function realWorld() {
  return {
    ...nowhere,
    clock: new RealClock(),
    epoch: Date.now(),
    effort: null,
    traffic: null,
    start: () => {},
    stop: () => {},
    stuck: new Promise<never>(() => {}),
    capture: null,
  }
}

function liveWorld(seed: number, fabric: PlacedFabric, epoch: number): World {
  const world = { ...realWorld(), epoch }
  const wiring = liveWiring({ clock: world.clock, epoch: world.epoch, switch: fabric.switch, seed })
  const { onLease, traffic } = fabric.switch
  return { ...world, fabric, wiring, onLease, traffic, network: tellingMoves(fabric.switch, wiring) }
}

function virtualWorld(
  { seed, nodes }: Plan,
  fabric: PlacedFabric,
  { pidOf, rest }: Pick<WorldOptions, 'pidOf' | 'rest'>,
): World {
  const isHeldUp = heldUpWatch(rest)
  const clock = new VirtualClock({
    network: fabric.switch,
    limit: rest,
    isHeldUp: (names, isNew) => isHeldUp(new Set(names.flatMap((name) => pidOf(name) ?? [])), isNew),
  })
  const wiring = roundsWiring({
    clock,
    switch: fabric.switch,
    seed,
    names: nodes.map(({ name }) => name),
    epoch: virtualEpoch,
  })
  return {
    ...nowhere,
    clock,
    fabric,
    wiring,
    network: tellingMoves(fabric.switch, wiring),
    onLease: fabric.switch.onLease,
    epoch: virtualEpoch,
    capture: null,
    effort: () => clock.effort,
    traffic: fabric.switch.traffic,
    start: () => clock.start(),
    stop: () => clock.stop(),
    stuck: clock.outcome.then((outcome) => {
      if (outcome.kind === 'stuck') throw outcome.error
      return new Promise<never>(() => {})
    }),
  }
}
