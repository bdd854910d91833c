import { messageOf } from '../base/errors.ts'
import type { Observations } from '../nodes/boot-node/observations.ts'
import { privateKeyOf } from '../nodes/host/options.ts'
import type { RefusalRule } from '../protocol/boot-node-config.ts'
import { type BootNode, type BootNodeOptions, type RelayLimits, runBootNode } from './boot-node.ts'
import { EventTrail, type Watched } from './event-trail.ts'
import { ownIdentity } from './own-identity.ts'

/** A peer id, or an object with one. */
export type PeerOrId = string | { readonly peerId: string }

/** A relay for tests that can misbehave, stop and start again. `await using` stops it. */
export interface TestRelay extends Watched, AsyncDisposable {
  readonly peerId: string
  /** Its multiaddr, which stays the same after a respawn: `/ip4/127.0.0.1/tcp/<port>/p2p/<peer id>`. */
  readonly address: string
  /** The same as a list, so that it can stand in `relays` of `runPeer`. */
  readonly multiaddrs: readonly string[]
  readonly isUp: boolean
  /** Counts of its work since it was last spawned. */
  readonly observations: Observations
  /** Closes the connections to a peer; returns their number. */
  disconnect(peer: PeerOrId): Promise<number>
  /**
   * Refuses all reservations, or those that the rule names, until the returned object is disposed of. Reservations that it
   * holds stay until they expire. The last of several rules counts. A respawned relay keeps its rules.
   *
   * @example using blip = relay.refuse({ which: 'renewals', status: 'RESOURCE_LIMIT_EXCEEDED' })
   */
  refuse(rule?: RefusalOptions): Disposable
  /** Deletes the reservations of these peers, or of all, without telling them; returns their number. */
  dropReservations(...peers: readonly PeerOrId[]): number
  /** Changes limits while it runs; a respawned relay keeps them. */
  setRelay(limits: RelayLimits): void
  /** Stops it. Its connections end. A second time does nothing. */
  shutdown(): Promise<void>
  /** Starts it again with the same identity and port, and without its earlier state. */
  respawn(): Promise<void>
}

export interface RefusalOptions extends Partial<Omit<RefusalRule, 'peers'>> {
  readonly peers?: readonly PeerOrId[]
}

/**
 * Starts a relay in this process, for tests of its clients.
 *
 * @example
 * await using relay = await spawnRelay({ relay: { maxReservations: 1, reservationDuration: '2s' } })
 * await using alice = await runPeer({ relays: [relay] })
 * await relay.seen({ kind: 'relay-reservation', outcome: 'accepted', peer: alice.peerId })
 */
export async function spawnRelay(options: BootNodeOptions = {}): Promise<TestRelay> {
  const trail = new EventTrail()
  const key = options.privateKey ?? privateKeyOf(ownIdentity('spawnRelay', options))
  const spawn = (port: number | undefined, relay: RelayLimits) =>
    runBootNode({
      ...options,
      privateKey: key,
      seed: undefined,
      port,
      relay,
      onEvent: (event) => {
        trail.push(event)
        options.onEvent?.(event)
      },
    })
  const relay = options.relay || {}
  return new Respawning(trail, spawn, await spawn(options.port, relay), relay)
}

type Spawn = (port: number, relay: RelayLimits) => Promise<BootNode>

class Respawning implements TestRelay {
  readonly peerId: string
  readonly address: string
  readonly events: TestRelay['events']
  readonly seen: TestRelay['seen']
  readonly #spawn: Spawn
  #node: BootNode
  #limits: RelayLimits
  #refusals: readonly Partial<RefusalRule>[] = []
  isUp = true

  constructor(trail: EventTrail, spawn: Spawn, node: BootNode, limits: RelayLimits) {
    this.#spawn = spawn
    this.#node = node
    this.#limits = limits
    this.peerId = node.peerId
    this.address = node.address
    this.events = trail.events
    this.seen = trail.seen
  }

  get multiaddrs(): readonly string[] {
    return [this.address]
  }

  get observations(): Observations {
    return this.#node.observations
  }

  disconnect(peer: PeerOrId): Promise<number> {
    return this.#node.disconnectPeer(idOf(peer))
  }

  refuse({ peers, ...rest }: RefusalOptions = {}): Disposable {
    const rule = { ...rest, peers: peers === undefined ? null : peers.map(idOf) }
    this.#setRefusals([...this.#refusals, rule])
    return {
      [Symbol.dispose]: () => this.#setRefusals(this.#refusals.filter((other) => other !== rule)),
    }
  }

  dropReservations(...peers: readonly PeerOrId[]): number {
    return this.#node.dropReservations(peers.length === 0 ? null : peers.map(idOf))
  }

  setRelay(limits: RelayLimits): void {
    this.#node.setRelay(limits)
    this.#limits = { ...this.#limits, ...limits }
  }

  async shutdown(): Promise<void> {
    if (!this.isUp) return
    this.isUp = false
    await this.#node.stop()
  }

  async respawn(): Promise<void> {
    await this.shutdown()
    const port = Number(/\/tcp\/(\d+)/.exec(this.address)?.[1])
    this.#node = await this.#spawn(port, this.#limits).catch((cause: unknown) => {
      const why = `the relay could not listen on its port ${port} again; if another program uses it, end that program and respawn again`
      throw new Error(`${why}: ${messageOf(cause)}`, { cause })
    })
    this.isUp = true
    this.#setRefusals(this.#refusals)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown()
  }

  /** The last rule is in force. */
  #setRefusals(refusals: readonly Partial<RefusalRule>[]): void {
    this.#refusals = refusals
    if (this.isUp) this.#node.refuseReservations(refusals.at(-1) ?? null)
  }
}

function idOf(peer: PeerOrId): string {
  return typeof peer === 'string' ? peer : peer.peerId
}
