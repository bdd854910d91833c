/**
 * The switch: the virtual network between node processes. A pure state machine: frames go in with the time at which
 * they were written, frames come out at the time they are due. The same calls give the same frames.
 *
 *     kernel/  sockets, segments, windows, retransmission; knows of routes only the interface in routing.ts
 *     routes/  addresses, routers, NAT, links with latency, loss, bandwidth and barriers
 *     services/ the name server, and the Internet gateways of routers
 *     faults/  cuts, moves, changed links, replaced NATs, port mappings, crashes
 */

import { Layers } from '../../../base/layers.ts'
import { createRandom } from '../../../base/random.ts'
import { nameServer } from '../../../protocol/names.ts'
import type { PortMapping } from '../../../protocol/peer-config.ts'
import type { Frame } from '../../../protocol/wire.ts'
import type { Changes, ReversibleFault } from './faults/changes.ts'
import { type Crash, crash } from './faults/crash.ts'
import { beginCut, beginPartition, type CutRule } from './faults/cut.ts'
import { rebootRouter, setGateway } from './faults/gateways.ts'
import { type HostPort, insideEndpoint, mapRouterPort, type PortFault, portsOf } from './faults/map-port.ts'
import { type Leases, type Move, moveHost } from './faults/move.ts'
import type { NetworkParts } from './faults/network-parts.ts'
import { setLink } from './faults/set-link.ts'
import { setNames } from './faults/set-names.ts'
import { flushRouterNat, setRouterNat } from './faults/set-nat.ts'
import { acceptFrame } from './kernel/accept-frame.ts'
import { arrive } from './kernel/arrive.ts'
import { arriveDatagram } from './kernel/datagrams.ts'
import { createKernel, fail, type Kernel, type Traffic } from './kernel/kernel.ts'
import type { Deliveries } from './kernel/outbox.ts'
import type { Pending } from './kernel/pending.ts'
import type { Host } from './kernel/state.ts'
import { onTimer } from './kernel/transmit.ts'
import { type NetworkPath, pathBetween } from './path.ts'
import type { Router } from './routes/address-space.ts'
import type { LinkRule } from './routes/link-rule.ts'
import { Links } from './routes/links.ts'
import type { NatBehaviour } from './routes/nat-behaviour.ts'
import { Routes } from './routes/routes.ts'
import { Gateway, type GatewayState } from './services/gateway/gateway.ts'
import type { TellLease } from './services/gateway/port-leases.ts'
import { type NameRule, NameServer } from './services/name-server.ts'
import { ServiceKernel } from './services/service.ts'
import { type Snapshot, snapshot } from './snapshot.ts'
import type { HostConfig, SwitchConfig } from './switch-config.ts'

export interface Switch {
  /** A frame that a host's process wrote at `now`. Throws RangeError for a host that is not configured. */
  send(host: string, frame: Frame, now: number): void
  /** Time of the next event, which need not concern any process; Infinity: there is none. */
  next(): number
  /** Handles all events up to `now`, and returns the frames that are due, hosts in configured order. */
  take(now: number): Deliveries[]
  /** Shortest time from one host to another at present; faults change it. */
  lookahead(): number
  addresses(host: string): readonly string[]
  /** The router that a host is behind; null: none. */
  routerOf(host: string): string | null
  /** The path between two hosts as it is now. */
  path(from: string, to: string): NetworkPath
  /** Ends a host's process; by default it exits with nothing unread. */
  crash(host: string, now: number, how?: Partial<Crash>): Changes
  cut(rule: CutRule, now: number): ReversibleFault
  partition(groups: readonly (readonly string[])[], now: number, mode?: CutRule['mode']): ReversibleFault
  setLink(rule: LinkRule, now: number): ReversibleFault
  /** Removes a router's mappings, except static ones. */
  flushNat(router: string, now: number): Changes
  /** Replaces the NAT of a router. Mappings are lost, except static ones. */
  setNat(router: string, behaviour: NatBehaviour, now: number): ReversibleFault
  /** Maps a router's port to a host directly behind it, or (null) to none. Throws Error for a host that is elsewhere. */
  mapPort(router: string, external: number, to: HostPort | null): PortFault
  /** The port mappings that lead to a host at its present addresses. */
  portsOf(host: string): readonly PortMapping[]
  /** Restarts a router: it forgets all mappings but those that people have made. */
  restartRouter(router: string, now: number): Changes
  /** Changes what a router's gateway tells by UPnP. */
  setGateway(router: string, state: GatewayState): ReversibleFault
  /** Calls back with each change of a port mapping by UPnP, when it happens. */
  onLease(listener: TellLease): void
  /** Changes the answers of the name server. */
  setNames(rule: Omit<NameRule, 'met'>): ReversibleFault
  /** Moves a host to another network: behind a router, or (null) onto the public internet. */
  move(host: string, router: string | null, now: number): Move
  snapshot(now: number): Snapshot
  /** The use of the network by all processes so far. */
  traffic(): Readonly<Traffic>
}

/** Throws RangeError when names are unknown or ambiguous, or a NAT has no address. */
export function createSwitch(config: SwitchConfig): Switch {
  const parts = createParts(config)
  const { kernel, routes } = parts
  const hosts = new Map(kernel.hosts.map((host) => [host.name, host]))
  const leases: Leases = new Map()
  const hostNamed = (name: string): Host => hosts.get(name) ?? unknown('host', name)
  const routerNamed = (name: string): Router => routes.routers.get(name) ?? unknown('router with a NAT', name)
  return {
    send: (host, frame, now) => acceptFrame(kernel, hostNamed(host), frame, now),
    next: () => kernel.queue.peek()?.time ?? Number.POSITIVE_INFINITY,
    take: (now) => {
      for (
        let event = kernel.queue.peek();
        event !== undefined && event.time <= now;
        event = kernel.queue.peek()
      ) {
        kernel.queue.pop()
        happen(kernel, event)
        kernel.outbox.callPrograms()
      }
      kernel.tap?.settled(now - routes.links.shortestLatency)
      return kernel.outbox.drain()
    },
    lookahead: () => routes.links.shortestLatency,
    addresses: (host) => hostNamed(host).addresses,
    routerOf: (host) => routes.attachment(hostNamed(host)).lineage[0] ?? null,
    path: (from, to) => pathBetween(parts, hostNamed(from), hostNamed(to)),
    crash: (host, now, { kind = 'exit', unread = new Set<number>() } = {}) =>
      crash(kernel, hostNamed(host), { kind, unread }, now),
    cut: (rule, now) => beginCut(parts, rule, now),
    partition: (groups, now, mode = 'blackhole') => beginPartition(parts, groups, mode, now),
    setLink: (rule) => setLink(parts, rule),
    flushNat: (router, now) => flushRouterNat(routerNamed(router), now),
    setNat: (router, behaviour, now) => setRouterNat(parts, routerNamed(router), behaviour, now),
    mapPort: (router, external, to) => {
      const at = routerNamed(router)
      const fault = mapRouterPort(parts, at, external, to === null ? null : insideEndpoint(at, to))
      const leasesAt = parts.gateways.get(router)?.leases
      leasesAt?.review()
      const heal = () => {
        const changes = fault.heal()
        leasesAt?.review()
        return changes
      }
      return { ...fault, heal }
    },
    portsOf: (host) => portsOf(parts, hostNamed(host)),
    restartRouter: (router, now) => rebootRouter(routerNamed(router), parts.gateways.get(router), now),
    setGateway: (router, state) =>
      setGateway(parts.gateways.get(router) ?? unknown('router with UPnP', router), state),
    onLease: (listener) => parts.leaseListeners.add(listener),
    setNames: (change) => setNames(parts, change),
    move: (host, router, now) => moveHost(parts, leases, hostNamed(host), router, now),
    snapshot: (now) => snapshot(parts, now),
    traffic: () => kernel.traffic,
  }
}

function happen(kernel: Kernel, event: Pending): void {
  switch (event.kind) {
    case 'packet':
      arrive(kernel, event)
      return
    case 'datagram':
      arriveDatagram(kernel, event)
      return
    case 'timer':
      onTimer(kernel, event.socket, event.time)
      return
    case 'failure': {
      const { socket, code, time } = event
      const late = code !== 'ECONNRESET' && socket.phase !== 'syn-sent'
      if (!late && socket.phase !== 'closed') fail(kernel, socket, code, time)
      return
    }
    case 'alarm':
      event.ring(event.time)
      return
    case 'notice': {
      const { host, generation, op, id, time, payload } = event
      if (host.generation === generation) kernel.outbox.push(host, op, id, time, payload)
      return
    }
    default:
      event satisfies never
  }
}

function createParts({
  seed,
  hosts: hostConfigs,
  routers,
  links,
  window,
  names = [],
  tap = null,
}: SwitchConfig): NetworkParts {
  const machines = [...hostConfigs, ...routers].map(({ name }) => name)
  const twice = machines.find((name, at) => machines.indexOf(name) !== at)
  if (twice !== undefined) throw new RangeError(`two machines are called ${twice}`)
  const routes = new Routes(routers, hostConfigs.length, seed, new Links(seed, links))
  const hosts = hostConfigs.map((config, index) => {
    const host = createHost(config, index, seed)
    routes.attach(host, config.router)
    return host
  })
  routes.forwardPorts()
  const kernel = createKernel(hosts, routes, window, tap)
  const server = createHost(
    { name: 'the name server', addresses: [nameServer.address], router: null },
    hosts.length + routers.length,
    seed,
  )
  routes.attach(server, null)
  const nameService = new NameServer(new ServiceKernel(kernel, server), names)
  server.program = nameService
  const leaseListeners = new Set<TellLease>()
  const gateways = createGateways(kernel, routes, {
    first: hosts.length + routers.length + 1,
    seed,
    tell: (news) => {
      for (const listener of leaseListeners) listener(news)
    },
  })
  return { kernel, routes, layers: new Layers(), nameServer: nameService, gateways, leaseListeners }
}

/** Makes the gateways of routers. `first`: the index of the first one, above those of all other machines. */
function createGateways(
  kernel: Kernel,
  routes: Routes,
  { first, seed, tell }: { readonly first: number; readonly seed: number; readonly tell: TellLease },
): ReadonlyMap<string, Gateway> {
  const gateways = new Map<string, Gateway>()
  for (const router of routes.routers.values()) {
    if (!router.config.upnp) continue
    const address = routes.gatewayAddress(router)
    const config = { name: `the gateway of ${router.name}`, addresses: [address], router: router.name }
    const host = createHost(config, first + gateways.size, seed)
    routes.attach(host, router.name)
    const gateway = new Gateway(new ServiceKernel(kernel, host), router, address, tell)
    host.program = gateway
    gateways.set(router.name, gateway)
  }
  return gateways
}

function createHost({ name, addresses, node = 0 }: HostConfig, index: number, seed: number): Host {
  return {
    index,
    name,
    node,
    addresses,
    program: null,
    up: true,
    generation: 0,
    listeners: new Map(),
    sockets: new Map(),
    socketsById: new Map(),
    portUses: new Map(),
    udp: new Map(),
    lastClosed: { even: 0, odd: 0 },
    nextId: 2,
    nextPort: 32_768 + Math.floor(createRandom(seed, 'ports', name)() * 20_000),
  }
}

function unknown(what: string, name: string): never {
  throw new RangeError(`no ${what} is called ${name}`)
}
