/**
 * The state of one NAT: mappings from internal to external endpoints, and per mapping its sessions with remote
 * endpoints, which both keep it alive and say who may use it. Nothing here waits: what has expired is noticed by
 * comparing times when a packet comes.
 */

import type { Random } from '../../../base/random.ts'
import type { Endpoint } from '../../../protocol/wire.ts'
import type { NatBehaviour } from './nat-behaviour.ts'
import { endpointKey, type SegmentKind } from './segment.ts'

export interface Session {
  readonly mapping: Mapping
  readonly remote: Endpoint
  state: 'transitory' | 'established' | 'closing'
  expires: number
}

export interface Mapping {
  readonly key: string
  readonly internal: Endpoint
  readonly external: Endpoint
  readonly fixed: boolean
  readonly sessions: Map<string, Session>
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
  readonly #fixed = new Map<string, Mapping>()
  #nextPort: number

  constructor(address: string, behaviour: NatBehaviour, random: Random) {
    this.address = address
    this.behaviour = behaviour
    this.#random = random
    this.#nextPort = 1024 + Math.floor(random() * 30_000)
  }

  /** Adds a static port mapping; what the internal endpoint sends uses it too. */
  forward({ external, internal }: FixedPort): void {
    const key = endpointKey(internal)
    const mapping = {
      key,
      internal,
      external: { address: this.address, port: external },
      fixed: true,
      sessions: new Map<string, Session>(),
    }
    this.#fixed.set(key, mapping)
    this.#byPort.set(external, mapping)
  }

  /**
   * A packet from inside. Makes a mapping when there is none (RFC 4787 section 4.1), and refreshes it (REQ-6).
   * Null when the NAT has no port left.
   */
  outbound(internal: Endpoint, remote: Endpoint, kind: SegmentKind, now: number): Session | null {
    const key = this.#mappingKey(internal, remote)
    let mapping = this.#fixed.get(endpointKey(internal)) ?? this.#byKey.get(key)
    if (mapping === undefined || !this.#alive(mapping, now)) {
      if (mapping !== undefined) this.#remove(mapping)
      const port = this.#choosePort(internal.port, kind, now)
      if (port === null) return null
      mapping = {
        key,
        internal,
        external: { address: this.address, port },
        fixed: false,
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
   * The session of a packet to an external port. Null: no mapping, or its filter refuses the sender. A packet that
   * does come has to be noted with {@link touch}; without that a new session has expired already.
   */
  inbound(port: number, remote: Endpoint, now: number): Session | null {
    const mapping = this.#byPort.get(port)
    if (mapping === undefined || !this.#alive(mapping, now) || !this.#permits(mapping, remote, now))
      return null
    return this.#session(mapping, remote, now)
  }

  /**
   * Notes a packet of a session. Any packet, either way, refreshes it: with TCP an inbound one proves that an inside
   * host answers (RFC 4787 REQ-6 permits it). Handshake and teardown are transitory (RFC 5382 REQ-5).
   */
  touch(session: Session, kind: SegmentKind, now: number): void {
    if (kind === 'fin' || kind === 'rst') session.state = 'closing'
    else if (kind === 'syn') session.state = 'transitory'
    else if (kind !== 'synack' && session.state === 'transitory') session.state = 'established'
    const { establishedTimeout, transitoryTimeout } = this.behaviour
    session.expires = now + (session.state === 'established' ? establishedTimeout : transitoryTimeout)
  }

  /** Forgets everything but static mappings, as a router that restarts does. Returns how many live ones were lost. */
  flush(now: number): number {
    const lost = this.mappings(now).filter((mapping) => !mapping.fixed).length
    for (const mapping of this.#byPort.values()) {
      for (const session of mapping.sessions.values()) session.expires = Number.NEGATIVE_INFINITY
      mapping.sessions.clear()
      if (!mapping.fixed) this.#remove(mapping)
    }
    return lost
  }

  /** What is alive at a time, in the order of being made. */
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
    if (mapping.fixed) return true
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
        return (mapping.sessions.get(endpointKey(remote))?.expires ?? now) > now
      default:
        return filtering satisfies never
    }
  }

  #session(mapping: Mapping, remote: Endpoint, now: number): Session {
    const key = endpointKey(remote)
    let session = mapping.sessions.get(key)
    if (session === undefined || session.expires <= now) {
      session = { mapping, remote, state: 'transitory', expires: now }
      mapping.sessions.set(key, session)
    }
    return session
  }

  #alive(mapping: Mapping, now: number): boolean {
    if (mapping.fixed) return true
    for (const session of mapping.sessions.values()) if (session.expires > now) return true
    return false
  }

  #remove(mapping: Mapping): void {
    this.#byKey.delete(mapping.key)
    this.#byPort.delete(mapping.external.port)
  }

  /**
   * A free external port in the internal port's range (RFC 4787 REQ-3a and REQ-3b), never one in use (REQ-3). Only
   * a SYN may keep its own port number: a packet from the middle of a connection that this NAT has forgotten gets
   * another, as from a router that restarted, so a dead connection does not come to life by chance.
   */
  #choosePort(internal: number, kind: SegmentKind, now: number): number | null {
    const [low, high] = internal < 1024 ? [1, 1023] : [1024, 65_535]
    const size = high - low + 1
    if (this.behaviour.ports === 'preserve' && kind === 'syn' && this.#free(internal, now)) return internal
    const start = this.behaviour.ports === 'random' ? Math.floor(this.#random() * size) : this.#nextPort++
    for (let step = 0; step < size; step += 1) {
      const port = low + ((start + step) % size)
      const ownPort = kind !== 'syn' && port === internal
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
