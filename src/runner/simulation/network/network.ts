/**
 * Who is where, and the way of a packet: out through the sender's routers until its destination is found, then in
 * through the receiver's. Each NAT on the way translates, filters and notes the session; the receiver's note it only
 * when it comes so far. What stops packets between two machines is beyond the sender's NATs, and before the receiver's.
 */

import { createRandom } from '../../../base/random.ts'
import type { Endpoint } from '../../../protocol/wire.ts'
import type { Host } from './host.ts'
import { owns } from './host.ts'
import { NatTable, type Session } from './nat-table.ts'
import type { Machine, Path, Paths } from './paths.ts'
import { flowKey, type SegmentKind } from './segment.ts'
import type { RouterConfig } from './switch-config.ts'

export interface Router extends Machine {
  readonly kind: 'router'
  readonly config: RouterConfig
  readonly nat: NatTable
  readonly inside: Realm
  outside: Realm
}

/** A network in which addresses mean something: the internet (no router), or the inside of a NAT. */
export interface Realm {
  readonly router: Router | null
  readonly members: Map<string, Host | Router>
}

export interface Leads {
  readonly kind: 'leads'
  readonly target: Host
  /** The sender as the target sees it, and the target as it knows itself. */
  readonly source: Endpoint
  readonly destination: Endpoint
  /** The connection's name in the target's table. */
  readonly key: string
  readonly path: Path
  /** The NATs by which it leaves, and then those by which it comes in. */
  readonly out: readonly Passage[]
  readonly into: readonly Passage[]
  readonly epoch: number
}

export interface Passage {
  readonly nat: NatTable
  readonly session: Session
}

/** `lost`: silence. `rejected`: a router answers with a reset. `unreachable`: the sender's own network knows. */
export type Route =
  | Leads
  | { readonly kind: 'lost' }
  | { readonly kind: 'rejected'; readonly path: Path }
  | { readonly kind: 'unreachable' }

const lost: Route = { kind: 'lost' }
const unreachable: Route = { kind: 'unreachable' }

export class Network {
  readonly internet: Realm = { router: null, members: new Map() }
  readonly routers = new Map<string, Router>()
  readonly paths: Paths
  readonly #configs: ReadonlyMap<string, RouterConfig>

  constructor(configs: readonly RouterConfig[], firstIndex: number, seed: number, paths: Paths) {
    this.paths = paths
    this.#configs = new Map(configs.map((config) => [config.name, config]))
    configs.forEach((config, at) => {
      const lineage = this.lineage(config.name).slice(1)
      if (config.nat === null) return
      const address = config.addresses.find((each) => !each.includes(':'))
      if (address === undefined) throw new RangeError(`router ${config.name} has a NAT and no IPv4 address`)
      const inside: { router: Router | null; members: Realm['members'] } = {
        router: null,
        members: new Map(),
      }
      const router: Router = {
        kind: 'router',
        index: firstIndex + at,
        name: config.name,
        lineage,
        config,
        nat: new NatTable(address, config.nat, createRandom(seed, 'nat', config.name)),
        inside,
        outside: { router: null, members: new Map() },
      }
      inside.router = router
      this.routers.set(config.name, router)
    })
    for (const router of this.routers.values()) {
      const realm = this.realmOf(router.config.behind)
      router.outside = realm
      for (const address of router.config.addresses) realm.members.set(address, router)
    }
  }

  /** The routers from one outwards, those without NAT too. */
  lineage(router: string | null): readonly string[] {
    const names: string[] = []
    for (let at = router; at !== null; at = this.#config(at).behind) {
      if (names.includes(at)) throw new RangeError(`router ${at} is behind itself`)
      names.push(at)
    }
    return names
  }

  /** The network on the inside of a router: the internet where no NAT is between. */
  realmOf(router: string | null): Realm {
    const nat = this.lineage(router).find((name) => this.#config(name).nat !== null)
    return nat === undefined ? this.internet : (this.routers.get(nat)?.inside ?? this.internet)
  }

  /** Finds the way of one packet. The NATs by which it leaves make and refresh their mappings. */
  route(from: Host, source: Endpoint, destination: Endpoint, kind: SegmentKind, now: number): Route {
    if (!owns(from, source.address)) return lost // The kernel has no such address any more.
    if (owns(from, destination.address)) return this.#leads(from, source, from, destination, [], [])
    const out: Passage[] = []
    let seen = source
    let realm = from.realm
    let member = realm.members.get(destination.address)
    while (member === undefined) {
      if (realm.router === null) return lost
      if (sameSubnet(destination.address, source.address)) return unreachable
      const { nat, outside } = realm.router
      const session = nat.outbound(seen, destination, kind, now)
      if (session === null) return lost
      out.push({ nat, session })
      seen = session.mapping.external
      realm = outside
      member = realm.members.get(destination.address)
    }
    const into: Passage[] = []
    let internal = destination
    while (member?.kind === 'router') {
      const { nat, inside }: Router = member
      // Coming back in through the NAT it left by is hairpinning: RFC 4787 REQ-9, RFC 5382 REQ-8. The packet has its
      // external source address and port by now, as REQ-9a wants.
      if (!nat.behaviour.hairpinning && out.some((passage) => passage.nat === nat)) return lost
      const session = nat.inbound(internal.port, seen, now)
      if (session === null) {
        const path = this.paths.between(from, member)
        return nat.behaviour.refusal === 'reset' ? { kind: 'rejected', path } : lost
      }
      into.push({ nat, session })
      internal = session.mapping.internal
      member = inside.members.get(internal.address)
    }
    return member === undefined ? lost : this.#leads(from, seen, member, internal, out, into)
  }

  /** Whether a route found earlier still holds; if so, NAT sessions are refreshed as by {@link route}. */
  reuse(route: Leads, kind: SegmentKind, now: number): boolean {
    if (route.epoch !== this.paths.epoch) return false
    for (const { session } of route.out) if (session.expires <= now) return false
    for (const { session } of route.into) if (session.expires <= now) return false
    for (const { nat, session } of route.out) nat.touch(session, kind, now)
    return true
  }

  /** Nothing on the way stops the packet: it refreshes the sessions of the NATs by which it comes in. */
  enter({ into }: Leads, kind: SegmentKind, now: number): void {
    for (const { nat, session } of into) nat.touch(session, kind, now)
  }

  #leads(
    from: Host,
    source: Endpoint,
    target: Host,
    destination: Endpoint,
    out: readonly Passage[],
    into: readonly Passage[],
  ): Leads {
    const path = this.paths.between(from, target)
    const key = flowKey(destination, source)
    return { kind: 'leads', target, source, destination, key, path, out, into, epoch: this.paths.epoch }
  }

  #config(name: string): RouterConfig {
    const config = this.#configs.get(name)
    if (config === undefined) throw new RangeError(`no router is called ${name}`)
    return config
  }
}

/** Private networks are /24s. */
function sameSubnet(a: string, b: string): boolean {
  return !a.includes(':') && a.slice(0, a.lastIndexOf('.')) === b.slice(0, b.lastIndexOf('.'))
}
