/**
 * Finds the route of a packet: out through the sender's routers until an address space has the destination, then in
 * through the receiver's routers. Each NAT on the way translates, filters and keeps a session.
 *
 * Barriers stop packets beyond the sender's NATs and before the receiver's.
 */

import { createRandom } from '../../../../base/random.ts'
import type { Endpoint } from '../../../../protocol/wire.ts'
import { isIPv6, owns } from '../kernel/host.ts'
import type { Route, Routing } from '../kernel/routing.ts'
import type { PacketKind } from '../kernel/segment.ts'
import type { Host } from '../kernel/state.ts'
import { nowhere } from '../kernel/trail.ts'
import type { AddressSpace, Attachment, Router } from './address-space.ts'
import { insideAddress, privateAddress } from './addresses.ts'
import type { Links } from './links.ts'
import { type NatPassage, NatRoute } from './nat-route.ts'
import { NatTable } from './nat-table.ts'
import type { RouterConfig } from './router-config.ts'
import { trailOf } from './trail-of.ts'

const noSource: Route = { kind: 'lost', trail: () => nowhere }
const unreachable: Route = { kind: 'unreachable' }

export class Routes implements Routing {
  readonly internet: AddressSpace = { router: null, members: new Map() }
  readonly routers = new Map<string, Router>()
  readonly links: Links
  readonly #configs: ReadonlyMap<string, RouterConfig>
  readonly #firstIndex: number
  /** By the index of the host. */
  readonly #attachments: Attachment[] = []

  /** `firstIndex`: index of the first router, above those of all hosts. */
  constructor(configs: readonly RouterConfig[], firstIndex: number, seed: number, links: Links) {
    this.links = links
    this.#firstIndex = firstIndex
    this.#configs = new Map(configs.map((config) => [config.name, config]))
    configs.forEach((config, at) => {
      const lineage = this.lineage(config.name).slice(1)
      if (config.nat === null) return
      const address = config.addresses.find((each) => !each.includes(':'))
      if (address === undefined) throw new RangeError(`router ${config.name} has a NAT and no IPv4 address`)
      const inside: { router: Router | null; members: AddressSpace['members'] } = {
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
        udp: new NatTable(address, config.nat, createRandom(seed, 'nat', config.name, 'udp')),
        inside,
        outside: { router: null, members: new Map() },
      }
      inside.router = router
      this.routers.set(config.name, router)
    })
    for (const router of this.routers.values()) {
      router.outside = this.spaceBehind(router.config.behind)
      for (const address of router.config.addresses) router.outside.members.set(address, router)
    }
  }

  /** Attaches a host, with the addresses that it has now, behind a router or (null) to the internet. */
  attach(host: Host, router: string | null): void {
    const { index, name } = host
    let attachment = this.#attachments[index]
    if (attachment === undefined) {
      attachment = { kind: 'host', index, name, host, lineage: [], space: this.internet }
      this.#attachments[index] = attachment
    }
    attachment.lineage = this.lineage(router)
    attachment.space = this.spaceBehind(router)
    for (const address of host.addresses) attachment.space.members.set(address, attachment)
    this.links.changed()
  }

  /** Takes a host, with the addresses that it has now, off its network. */
  detach(host: Host): void {
    const { members } = this.attachment(host).space
    for (const address of host.addresses) members.delete(address)
    this.links.changed()
  }

  attachment({ index, name }: Host): Attachment {
    const attachment = this.#attachments[index]
    if (attachment === undefined) throw new RangeError(`host ${name} is not attached to the network`)
    return attachment
  }

  /** Makes the configured static port mappings. All hosts are attached by now. */
  forwardPorts(): void {
    for (const { config, nat, udp, inside } of this.routers.values()) {
      for (const { external, to, port } of config.ports) {
        const address = [...inside.members].find(([, member]) => member.name === to)?.[0]
        if (address === undefined) throw new RangeError(`${to} is not directly behind router ${config.name}`)
        for (const table of [nat, udp]) table.forward({ external, internal: { address, port } })
      }
    }
  }

  /** An address for a router's gateway: the first on its inside, or the last, if a host has that. */
  gatewayAddress({ index, inside }: Router): string {
    const isShared = [...this.routers.values()].some((each) => each.outside === inside)
    const number = index - this.#firstIndex
    const first = insideAddress(number, isShared)
    return inside.members.has(first) ? privateAddress(number, 252, isShared) : first
  }

  /** Names of the routers from one outwards, including those without NAT. */
  lineage(router: string | null): readonly string[] {
    const names: string[] = []
    for (let at = router; at !== null; at = this.#config(at).behind) {
      if (names.includes(at)) throw new RangeError(`router ${at} is behind itself`)
      names.push(at)
    }
    return names
  }

  /** The address space on the inside of a router: the internet where no NAT is between. */
  spaceBehind(router: string | null): AddressSpace {
    const nat = this.lineage(router).find((name) => this.#config(name).nat !== null)
    return nat === undefined ? this.internet : (this.routers.get(nat)?.inside ?? this.internet)
  }

  find(from: Host, source: Endpoint, destination: Endpoint, kind: PacketKind, now: number): Route {
    if (!owns(from, source.address)) return noSource // The host has lost this address.
    const attachment = this.attachment(from)
    if (owns(from, destination.address)) {
      const link = this.links.between(attachment, attachment)
      return new NatRoute({
        target: from,
        source,
        destination,
        link,
        out: [],
        into: [],
        trail: () => nowhere,
      })
    }
    const out: NatPassage[] = []
    const into: NatPassage[] = []
    let seen = source
    let { space } = attachment
    let member = space.members.get(destination.address)
    let gate = member
    const trail = () => trailOf({ from: attachment, source, destination, out, into, gate, last: member })
    const lost: Route = { kind: 'lost', trail }
    while (member === undefined) {
      if (space.router === null) return lost
      if (sameSubnet(destination.address, source.address)) return unreachable
      const { router } = space
      const nat = tableOf(router, kind)
      const session = nat.outbound(seen, destination, kind, now)
      if (session === null) return { kind: 'full', trail }
      out.push({ router, nat, session })
      seen = session.mapping.external
      space = router.outside
      member = space.members.get(destination.address)
    }
    gate = member
    let internal = destination
    while (member?.kind === 'router') {
      const nat = tableOf(member, kind)
      const router: Router = member
      // A packet that comes back through the NAT by which it left needs hairpinning: RFC 4787 REQ-9, RFC 5382 REQ-8.
      // It has its external source address and port by now, as REQ-9a wants.
      if (!nat.behaviour.hairpinning && out.some((passage) => passage.nat === nat)) return lost
      const session = nat.inbound(internal.port, seen, now)
      if (session === null) {
        const link = this.links.between(attachment, member)
        return nat.behaviour.refusal === 'reset' ? { kind: 'rejected', link, trail } : lost
      }
      into.push({ router, nat, session })
      internal = session.mapping.internal
      member = router.inside.members.get(internal.address)
    }
    if (member === undefined) return lost
    const link = this.links.between(attachment, member)
    return new NatRoute({ target: member.host, source: seen, destination: internal, link, out, into, trail })
  }

  /**
   * The network of a host: all machines behind the same NAT. On the internet it is a router without NAT that they
   * share: strangers are no neighbours.
   */
  neighbours(of: Host, address: string): readonly string[] {
    const { space, lineage } = this.attachment(of)
    const isNear = (member: Attachment | Router) =>
      space.router !== null || (lineage[0] !== undefined && member.lineage[0] === lineage[0])
    return [...space.members].flatMap(([each, member]) =>
      member.kind === 'host' && member.host !== of && isIPv6(each) === isIPv6(address) && isNear(member)
        ? [each]
        : [],
    )
  }

  isSilent(from: Host, to: Host): boolean {
    return this.links.between(this.attachment(from), this.attachment(to)).isSilent
  }

  networkOf(host: Host): string | null {
    return this.attachment(host).space.router?.name ?? null
  }

  latency(from: Host, to: Host): number {
    return this.links.between(this.attachment(from), this.attachment(to)).latency
  }

  #config(name: string): RouterConfig {
    const config = this.#configs.get(name)
    if (config === undefined) throw new RangeError(`no router is called ${name}`)
    return config
  }
}

function tableOf({ nat, udp }: Router, kind: PacketKind): NatTable {
  return kind === 'datagram' ? udp : nat
}

/** Private networks are /24s. */
function sameSubnet(a: string, b: string): boolean {
  return !a.includes(':') && a.slice(0, a.lastIndexOf('.')) === b.slice(0, b.lastIndexOf('.'))
}
