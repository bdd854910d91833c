/**
 * State of one NAT for one protocol, TCP or UDP: mappings from internal to external endpoints, and the sessions of each mapping with remote
 * endpoints. Sessions keep a mapping alive and decide which remote endpoints may use it. There are no timers: the table
 * compares times when a packet comes.
 */

import type { Random } from '../../../../base/random.ts'
import type { Endpoint } from '../../../../protocol/wire.ts'
import { endpointKey, type PacketKind } from '../kernel/segment.ts'
import type { NatBehaviour } from './nat-behaviour.ts'

export interface NatSession {
  readonly mapping: Mapping
  readonly remote: Endpoint
  state: 'transitory' | 'established' | 'closing'
  expires: number
}

export interface Mapping {
  readonly key: string
  readonly internal: Endpoint
  readonly external: Endpoint
  /** A static one is open to everybody and lasts. One that was removed carries its open connections, and no others. */
  kind: 'dynamic' | 'static' | 'removed'
  readonly sessions: Map<string, NatSession>
}

export interface FixedPort {
  readonly external: number
  readonly internal: Endpoint
}

export class NatTable {
  readonly address: string
  behaviour: NatBehaviour
  readonly #random: Random
  readonly #byPort = new Map<number, Mapping>()
  readonly #byKey = new Map<string, Mapping>()
  /** Static mappings, and those that were removed, by their internal endpoint. */
  readonly #forwards = new Map<string, readonly Mapping[]>()
  #nextPort: number

  constructor(address: string, behaviour: NatBehaviour, random: Random) {
    this.address = address
    this.behaviour = behaviour
    this.#random = random
    this.#nextPort = 1024 + Math.floor(random() * 30_000)
  }

  /** The internal endpoint of a static port mapping; null: the port has none. */
  forwardOf(external: number): Endpoint | null {
    const holder = this.#byPort.get(external)
    return holder?.kind === 'static' ? holder.internal : null
  }

  /** The static port mappings to these addresses, in the order in which they were made. */
  forwardsTo(addresses: readonly string[]): readonly Mapping[] {
    return [...this.#byPort.values()].filter(
      ({ kind, internal }) => kind === 'static' && addresses.includes(internal.address),
    )
  }

  /** Adds a static port mapping; packets from the internal endpoint use it too. A connection that has the port loses it. */
  forward({ external, internal }: FixedPort): void {
    const key = endpointKey(internal)
    const holder = this.#byPort.get(external)
    if (holder !== undefined && holder.kind !== 'dynamic' && holder.key === key) {
      holder.kind = 'static'
      return
    }
    if (holder !== undefined) this.#forget(holder)
    const mapping: Mapping = {
      key,
      internal,
      external: { address: this.address, port: external },
      kind: 'static',
      sessions: new Map(),
    }
    this.#forwards.set(key, [...(this.#forwards.get(key) ?? []), mapping])
    this.#byPort.set(external, mapping)
  }

  /** Removes a static port mapping. Its open connections stay, as those that conntrack of Linux knows. */
  unforward(external: number): void {
    const mapping = this.#byPort.get(external)
    if (mapping?.kind === 'static') mapping.kind = 'removed'
  }

  /**
   * Handles a packet from inside: makes a mapping when there is none (RFC 4787 section 4.1), and refreshes it (REQ-6).
   * Returns null when the NAT has no port left.
   */
  outbound(internal: Endpoint, remote: Endpoint, kind: PacketKind, now: number): NatSession | null {
    const key = this.#mappingKey(internal, remote)
    let mapping = this.#forwardFor(internal, remote, now) ?? this.#byKey.get(key)
    if (mapping === undefined || !this.#alive(mapping, now)) {
      if (mapping !== undefined) this.#remove(mapping)
      const port = this.#choosePort(internal.port, kind, now)
      if (port === null) return null
      mapping = {
        key,
        internal,
        external: { address: this.address, port },
        kind: 'dynamic',
        sessions: new Map(),
      }
      this.#byKey.set(key, mapping)
      this.#byPort.set(port, mapping)
    }
    const session = this.#session(mapping, remote, now)
    this.touch(session, kind, now)
    return session
  }

  /**
   * Returns the session of a packet to an external port; null: no mapping, or its filter refuses the sender. A new
   * session has expired already: call {@link enter} when the packet comes in.
   */
  inbound(port: number, remote: Endpoint, now: number): NatSession | null {
    const mapping = this.#byPort.get(port)
    if (mapping === undefined || !this.#alive(mapping, now) || !this.#permits(mapping, remote, now))
      return null
    return this.#session(mapping, remote, now)
  }

  /**
   * Refreshes a session for a packet from outside. With TCP it proves that an inside host answers. A datagram refreshes
   * nothing: else strangers could keep a mapping for good (RFC 4787 REQ-6 and section 12).
   */
  enter(session: NatSession, kind: PacketKind, now: number): void {
    if (kind !== 'datagram') this.touch(session, kind, now)
  }

  /** Refreshes a session for a packet. Handshake and teardown are transitory (RFC 5382 REQ-5). */
  touch(session: NatSession, kind: PacketKind, now: number): void {
    if (kind === 'datagram') {
      session.expires = now + this.behaviour.udpTimeout
      return
    }
    if (kind === 'fin' || kind === 'rst') session.state = 'closing'
    else if (kind === 'syn') session.state = 'transitory'
    else if (kind !== 'synack' && session.state === 'transitory') session.state = 'established'
    const { establishedTimeout, transitoryTimeout } = this.behaviour
    session.expires = now + (session.state === 'established' ? establishedTimeout : transitoryTimeout)
  }

  /** Removes all mappings but static ones, as a restart of the router does. Returns the number of live ones. */
  flush(now: number): number {
    const lost = this.mappings(now).filter(({ kind }) => kind !== 'static').length
    for (const mapping of this.#byPort.values()) {
      if (mapping.kind === 'static') endSessions(mapping)
      else this.#forget(mapping)
    }
    return lost
  }

  /** Returns the mappings that are alive at a time, the oldest first. */
  mappings(now: number): readonly Mapping[] {
    return [...this.#byPort.values()].filter((mapping) => this.#alive(mapping, now))
  }

  #mappingKey(internal: Endpoint, remote: Endpoint): string {
    const { mapping } = this.behaviour
    switch (mapping) {
      case 'endpoint-independent':
        return endpointKey(internal)
      case 'address-dependent':
        return `${endpointKey(internal)}>${remote.address}`
      case 'address-and-port-dependent':
        return `${endpointKey(internal)}>${endpointKey(remote)}`
      default:
        return mapping satisfies never
    }
  }

  #permits(mapping: Mapping, remote: Endpoint, now: number): boolean {
    if (mapping.kind === 'static') return true
    if (mapping.kind === 'removed') return hasSession(mapping, remote, now)
    const { filtering } = this.behaviour
    switch (filtering) {
      case 'endpoint-independent':
        return true
      case 'address-dependent':
        for (const session of mapping.sessions.values()) {
          if (session.remote.address === remote.address && session.expires > now) return true
        }
        return false
      case 'address-and-port-dependent':
        return hasSession(mapping, remote, now)
      default:
        return filtering satisfies never
    }
  }

  #session(mapping: Mapping, remote: Endpoint, now: number): NatSession {
    const key = endpointKey(remote)
    let session = mapping.sessions.get(key)
    if (session === undefined || session.expires <= now) {
      session = { mapping, remote, state: 'transitory', expires: now }
      mapping.sessions.set(key, session)
    }
    return session
  }

  #alive(mapping: Mapping, now: number): boolean {
    if (mapping.kind === 'static') return true
    for (const session of mapping.sessions.values()) if (session.expires > now) return true
    return false
  }

  /** The forward by which packets of an internal endpoint leave: that of their connection, or the latest that lasts. */
  #forwardFor(internal: Endpoint, remote: Endpoint, now: number): Mapping | undefined {
    const all = this.#forwards.get(endpointKey(internal))
    return (
      all?.find((mapping) => hasSession(mapping, remote, now)) ??
      all?.findLast(({ kind }) => kind === 'static')
    )
  }

  #forget(mapping: Mapping): void {
    endSessions(mapping)
    this.#remove(mapping)
  }

  #remove(mapping: Mapping): void {
    const { key, kind, external } = mapping
    this.#byPort.delete(external.port)
    if (kind === 'dynamic') {
      this.#byKey.delete(key)
      return
    }
    const others = this.#forwards.get(key)?.filter((other) => other !== mapping) ?? []
    if (others.length > 0) this.#forwards.set(key, others)
    else this.#forwards.delete(key)
  }

  /**
   * Returns a free external port in the internal port's range (RFC 4787 REQ-3a and REQ-3b), never one in use (REQ-3).
   * Only a SYN or a datagram may keep its port number. Other packets belong to a connection that this NAT has forgotten: they get
   * another port, as from a router that restarted, so that no dead connection revives by chance.
   */
  #choosePort(internal: number, kind: PacketKind, now: number): number | null {
    const [low, high] = internal < 1024 ? [1, 1023] : [1024, 65_535]
    const size = high - low + 1
    const begins = kind === 'syn' || kind === 'datagram'
    if (this.behaviour.ports === 'preserve' && begins && this.#free(internal, now)) return internal
    const start = this.behaviour.ports === 'random' ? Math.floor(this.#random() * size) : this.#nextPort++
    for (let step = 0; step < size; step += 1) {
      const port = low + ((start + step) % size)
      const ownPort = !begins && port === internal
      if (!ownPort && this.#free(port, now)) return port
    }
    return null
  }

  #free(port: number, now: number): boolean {
    const holder = this.#byPort.get(port)
    if (holder === undefined) return true
    if (this.#alive(holder, now)) return false
    this.#remove(holder)
    return true
  }
}

function hasSession({ sessions }: Mapping, remote: Endpoint, now: number): boolean {
  return (sessions.get(endpointKey(remote))?.expires ?? now) > now
}

function endSessions({ sessions }: Mapping): void {
  for (const session of sessions.values()) session.expires = Number.NEGATIVE_INFINITY
  sessions.clear()
}
