import { messageOf } from '../base/errors.ts'
import type { Observations } from '../nodes/boot-node/observations.ts'
import { privateKeyOf } from '../nodes/host/options.ts'
import type { RefusalRule } from '../protocol/boot-node-config.ts'
import { type BootNode, type BootNodeOptions, type RelayLimits, runBootNode } from './boot-node.ts'
import { EventTrail, type Watched } from './event-trail.ts'
import { ownIdentity } from './own-identity.ts'

/** A peer id, or whoever has one. */
export type PeerOrId = string | { readonly peerId: string }

/** A relay for tests, which can be made to misbehave, and to go and come back. `await using` stops it. */
export interface TestRelay extends Watched, AsyncDisposable {
  readonly peerId: string
  /** Where clients find it, also when it is respawned: `/ip4/127.0.0.1/tcp/<port>/p2p/<peer id>`. */
  readonly address: string
  /** The same as a list, so that it can stand in `relays` of `runPeer`. */
  readonly multiaddrs: readonly string[]
  readonly isUp: boolean
  /** What it has done since it was last spawned. */
  readonly observations: Observations
  /** Closes the connections to a peer; returns how many there were. */
  disconnect(peer: PeerOrId): Promise<number>
  /**
   * Refuses reservations: all of them, or those that the rule names, until what it returns is disposed of. One that it
   * holds stays until it expires. Of several rules the last counts. A relay that is respawned goes on refusing.
   *
   * @example using blip = relay.refuse({ which: 'renewals', status: 'RESOURCE_LIMIT_EXCEEDED' })
   */
  refuse(rule?: RefusalOptions): Disposable
  /** Forgets the reservations of these peers, or of all, without telling them; returns how many. */
  dropReservations(...peers: readonly PeerOrId[]): number
  /** Changes limits while it runs, and for every time that it is respawned. */
  setRelay(limits: RelayLimits): void
  /** Stops it. Its connections end. A second time does nothing. */
  shutdown(): Promise<void>
  /** Starts it again, with the same identity and port and nothing of what it held in memory. */
  respawn(): Promise<void>
}

export interface RefusalOptions extends Partial<Omit<RefusalRule, 'peers'>> {
  readonly peers?: readonly PeerOrId[]
}

/**
 * Starts a relay in this process for tests of what its clients do.
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
  return new Respawning(trail, spawn, await spawn(options.port, options.relay ?? {}), options.relay ?? {})
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
      const why = `the relay could not listen on its port ${port} again; if something else has taken it, end that and respawn again`
      throw new Error(`${why}: ${messageOf(cause)}`, { cause })
    })
    this.isUp = true
    this.#setRefusals(this.#refusals)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown()
  }

  /** The last one counts. */
  #setRefusals(refusals: readonly Partial<RefusalRule>[]): void {
    this.#refusals = refusals
    if (this.isUp) this.#node.refuseReservations(refusals.at(-1) ?? null)
  }
}

function idOf(peer: PeerOrId): string {
  return typeof peer === 'string' ? peer : peer.peerId
}
