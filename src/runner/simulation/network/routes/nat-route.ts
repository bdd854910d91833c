import type { Endpoint } from '../../../../protocol/wire.ts'
import { flowKey, type PacketKind } from '../kernel/segment.ts'
import type { FoundRoute, Host } from '../kernel/state.ts'
import type { Trail } from '../kernel/trail.ts'
import type { Router } from './address-space.ts'
import type { MachineLink } from './links.ts'
import type { NatSession, NatTable } from './nat-table.ts'

/** A NAT on the way of a packet, and its session for the connection. */
export interface NatPassage {
  readonly router: Router
  readonly nat: NatTable
  readonly session: NatSession
}

export interface NatRouteOptions {
  readonly target: Host
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly link: MachineLink
  /** The NATs by which a packet leaves, and then those by which it comes in. */
  readonly out: readonly NatPassage[]
  readonly into: readonly NatPassage[]
  /** Returns the networks that its packets cross. */
  readonly trail: () => Trail
}

/** A route through any number of NATs. It holds until a NAT session expires or the network changes. */
export class NatRoute implements FoundRoute {
  readonly kind = 'found'
  readonly target: Host
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly key: string
  readonly link: MachineLink
  readonly #out: readonly NatPassage[]
  readonly #into: readonly NatPassage[]
  readonly #epoch: number
  readonly #findTrail: () => Trail
  #trail: Trail | null = null

  constructor({ target, source, destination, link, out, into, trail }: NatRouteOptions) {
    this.target = target
    this.source = source
    this.destination = destination
    this.key = flowKey(destination, source)
    this.link = link
    this.#out = out
    this.#into = into
    this.#epoch = link.links.epoch
    this.#findTrail = trail
  }

  trail(): Trail {
    this.#trail ??= this.#findTrail()
    return this.#trail
  }

  reuse(kind: PacketKind, now: number): boolean {
    if (this.#epoch !== this.link.links.epoch) return false
    for (const { session } of this.#out) if (session.expires <= now) return false
    for (const { session } of this.#into) if (session.expires <= now) return false
    for (const { nat, session } of this.#out) nat.touch(session, kind, now)
    return true
  }

  enter(kind: PacketKind, now: number): void {
    for (const { nat, session } of this.#into) nat.enter(session, kind, now)
  }
}
