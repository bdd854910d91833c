/**
 * The switch: the virtual network between node processes. A pure state machine: frames go in with the time they were
 * written, frames come out at the time they are due; the same calls give the same frames.
 *
 *     accept-frame  what a process asks          addresses, preset-routers   making a configuration
 *     transmit      sending, retransmission      network, nat-table          finding the way, translating
 *     window        flow control                 paths                       latency, loss, bandwidth, cuts
 *     arrive        what a kernel answers        cuts, set-link, move, crash faults
 */

import { aspect, Layers } from '../../../base/layers.ts'
import { createRandom } from '../../../base/random.ts'
import type { Frame } from '../../../protocol/wire.ts'
import { acceptFrame } from './accept-frame.ts'
import { arrive } from './arrive.ts'
import { type Core, fail } from './core.ts'
import { type CrashKind, crash } from './crash.ts'
import { cut, partition } from './cuts.ts'
import { EventQueue } from './event-queue.ts'
import type { Host } from './host.ts'
import { type Leases, type Move, move } from './move.ts'
import type { NatBehaviour } from './nat-behaviour.ts'
import { Network, type Router } from './network.ts'
import { type Deliveries, Outbox } from './outbox.ts'
import { Paths } from './paths.ts'
import type { Pending } from './pending.ts'
import { setLink } from './set-link.ts'
import { type Snapshot, snapshot } from './snapshot.ts'
import {
  type Changes,
  type CutRule,
  type LinkRule,
  noChanges,
  type ReversibleFault,
  type SwitchConfig,
} from './switch-config.ts'
import { onTimer } from './transmit.ts'

export interface Switch {
  /** A frame that a host's process wrote at `now`. Throws RangeError for a host that is not configured. */
  send(host: string, frame: Frame, now: number): void
  /** The time of the earliest thing to happen, which need not concern any process; Infinity: nothing will. */
  next(): number
  /** Lets everything up to `now` happen, and gives the frames that are due, hosts in configured order. */
  take(now: number): Deliveries[]
  /** The least time that anything takes from one host to another now; faults change it. */
  lookahead(): number
  addresses(host: string): readonly string[]
  crash(host: string, now: number, kind?: CrashKind): Changes
  cut(rule: CutRule, now: number): ReversibleFault
  partition(groups: readonly (readonly string[])[], now: number, mode?: CutRule['mode']): ReversibleFault
  setLink(rule: LinkRule, now: number): ReversibleFault
  /** Forgets a router's mappings, static ones apart. */
  flushNat(router: string, now: number): Changes
  /** Puts another NAT in place of a router's; mappings are lost, static ones apart. */
  setNat(router: string, behaviour: NatBehaviour, now: number): ReversibleFault
  /** Takes a host to another network: behind a router, or (null) onto the public internet. */
  move(host: string, router: string | null, now: number): Move
  snapshot(now: number): Snapshot
}

const defaultWindow = 1024 * 1024
const mostCreditStep = 64 * 1024

/** Throws RangeError when names are unknown or ambiguous, or a NAT has no address. */
export function createSwitch(config: SwitchConfig): Switch {
  const core = createCore(config)
  const hosts = new Map(core.hosts.map((host) => [host.name, host]))
  const leases: Leases = new Map()
  const hostNamed = (name: string): Host => hosts.get(name) ?? unknown('host', name)
  const routerNamed = (name: string): Router =>
    core.network.routers.get(name) ?? unknown('router with a NAT', name)
  return {
    send: (host, frame, now) => acceptFrame(core, hostNamed(host), frame, now),
    next: () => core.queue.peek()?.time ?? Number.POSITIVE_INFINITY,
    take: (now) => {
      for (
        let event = core.queue.peek();
        event !== undefined && event.time <= now;
        event = core.queue.peek()
      ) {
        core.queue.pop()
        happen(core, event)
      }
      return core.outbox.drain()
    },
    lookahead: () => core.paths.shortestLatency,
    addresses: (host) => hostNamed(host).addresses,
    crash: (host, now, kind = 'reset') => crash(core, hostNamed(host), kind, now),
    cut: (rule, now) => cut(core, rule, now),
    partition: (groups, now, mode = 'blackhole') => partition(core, groups, mode, now),
    setLink: (rule) => setLink(core, rule),
    flushNat: (router, now) => ({ ...noChanges, mappingsLost: routerNamed(router).nat.flush(now) }),
    setNat: (router, behaviour, now) => setNat(core, routerNamed(router), behaviour, now),
    move: (host, router) => move(core, leases, hostNamed(host), router),
    snapshot: (now) => snapshot(core, now),
  }
}

function happen(core: Core, event: Pending): void {
  switch (event.kind) {
    case 'packet':
      arrive(core, event)
      return
    case 'timer':
      onTimer(core, event.socket, event.time)
      return
    case 'failure': {
      const { socket, code, time } = event
      const late = code !== 'ECONNRESET' && socket.phase !== 'syn-sent'
      if (!late && socket.phase !== 'closed') fail(core, socket, code, time)
      return
    }
    case 'notice': {
      const { host, generation, op, id, time, payload } = event
      if (host.generation === generation) core.outbox.push(host, op, id, time, payload)
      return
    }
    default:
      event satisfies never
  }
}

const natOfRouter = aspect<NatBehaviour>('NAT of a router')

function setNat({ layers }: Core, { nat }: Router, behaviour: NatBehaviour, now: number): ReversibleFault {
  const end = layers.of(natOfRouter, nat).add(behaviour, nat.behaviour)
  const mappingsLost = nat.flush(now)
  nat.behaviour = behaviour
  const heal = (then: number): Changes => {
    const ending = end()
    if (ending.kind !== 'uncovered') return noChanges
    nat.behaviour = ending.state
    return { ...noChanges, mappingsLost: nat.flush(then) }
  }
  return { changes: { ...noChanges, mappingsLost }, heal }
}

function createCore({
  seed,
  hosts: hostConfigs,
  routers,
  links,
  window = defaultWindow,
}: SwitchConfig): Core {
  const names = [...hostConfigs, ...routers].map(({ name }) => name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw new RangeError(`two machines are called ${twice}`)
  const paths = new Paths(seed, links)
  const network = new Network(routers, hostConfigs.length, seed, paths)
  const hosts = hostConfigs.map(({ name, addresses, router, node = 0 }, index): Host => {
    const realm = network.realmOf(router)
    const host: Host = {
      kind: 'host',
      index,
      name,
      node,
      addresses,
      realm,
      lineage: network.lineage(router),
      up: true,
      generation: 0,
      listeners: new Map(),
      sockets: new Map(),
      socketsById: new Map(),
      lastClosed: { even: 0, odd: 0 },
      nextId: 2,
      nextPort: 32_768 + Math.floor(createRandom(seed, 'ports', name)() * 20_000),
    }
    for (const address of addresses) realm.members.set(address, host)
    return host
  })
  for (const { config, nat, inside } of network.routers.values()) {
    for (const { external, to, port } of config.ports) {
      const address = [...inside.members].find(([, member]) => member.name === to)?.[0]
      if (address === undefined) throw new RangeError(`${to} is not directly behind router ${config.name}`)
      nat.forward({ external, internal: { address, port } })
    }
  }
  const creditStep = Math.max(1, Math.min(mostCreditStep, Math.floor(window / 4)))
  return {
    hosts,
    network,
    layers: new Layers(),
    paths,
    queue: new EventQueue(),
    outbox: new Outbox(),
    window,
    creditStep,
    strays: [],
  }
}

function unknown(what: string, name: string): never {
  throw new RangeError(`no ${what} is called ${name}`)
}
