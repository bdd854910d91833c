/**
 * The recovery of Calimero's production client (calimero-network/core, crates/network, August 2026). It asks a relay for
 * a reservation in two cases: at once when it loses one that it held, and whenever identify has told it that a peer is a
 * relay. A refused or failed request is not repeated. A tick dials rendezvous points that are not connected.
 *
 * Identify runs when a connection opens and, as in rust-libp2p, again every five minutes.
 */
import type { Connection, IdentifyResult, Libp2p, PeerId } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { messageOf } from '../../base/errors.ts'
import { relayIn } from '../../base/multiaddr-text.ts'
import type { NodeEvent, RecoveryCause } from '../../events/event.ts'
import { rendezvousProtocol } from '../rendezvous/protocol.ts'
import { isRefusal, type RecoveryOptions, type RecoveryPolicy, relayPeerId } from './recovery-policy.ts'
import { RelayRequests } from './relay-requests.ts'

const hopProtocol = '/libp2p/circuit/relay/0.2.0/hop'
/** Most relays with a reservation or a request. */
const mostRelays = 3
/** Times in milliseconds. */
const tickInterval = 15_000
const discoveryPause = 120_000
const identifyInterval = 300_000
/** Kademlia's periodic bootstrap, which dials boot-nodes. */
const bootstrapInterval = 300_000

/** A boot-node: a relay, a rendezvous point, or both. */
interface KnownBootNode {
  readonly name: string
  readonly peerId: PeerId
  readonly address: string
  /** Identify has told that it is a relay. */
  isRelay: boolean
  /** Identify has told that it is a rendezvous point. */
  isPoint: boolean
  /** Time of the last question for peers; null: none. */
  discovered: number | null
  status: 'discovered' | 'requested' | 'accepted' | 'expired'
  /** Failure of the last request or renewal; null: it succeeded. */
  failure: 'refused' | 'unanswered' | null
  /** Reason for the missing reservation; null: it is held, or was never asked for. */
  cause: RecoveryCause | null
  attempts: number
  isDialling: boolean
}

export class CalimeroRecovery implements RecoveryPolicy {
  readonly #options: RecoveryOptions
  readonly #requests: RelayRequests
  readonly #bootNodes = new Map<string, KnownBootNode>()
  /** Timers of the next identify, by connection. */
  readonly #identifies = new Map<string, NodeJS.Timeout>()
  readonly #ended = new AbortController()
  #timers: readonly NodeJS.Timeout[] = []

  constructor(options: RecoveryOptions) {
    this.#options = options
    this.#requests = new RelayRequests(options.listeners)
    for (const address of options.relays) this.#add(address)
    const { signal } = this.#ended
    options.host.addEventListener('peer:identify', ({ detail }) => this.#identified(detail), { signal })
  }

  start(): void {
    this.#bootstrap()
    this.#timers = [
      setInterval(() => this.#tick(), tickInterval),
      setInterval(() => this.#bootstrap(), bootstrapInterval),
    ]
  }

  stop(): void {
    this.#ended.abort()
    for (const timer of [...this.#timers, ...this.#identifies.values()]) clearTimeout(timer)
  }

  notice(event: NodeEvent): void {
    if (!('relay' in event)) return
    const node = this.#bootNodes.get(event.relay)
    if (node === undefined) return
    switch (event.kind) {
      case 'reservation-made':
        Object.assign(node, { status: 'accepted', failure: null, cause: null, attempts: 0 })
        break
      case 'reservation-failed':
        node.failure = isRefusal(event.reason) ? 'refused' : 'unanswered'
        this.#fail(node)
        break
      case 'reservation-lost':
        this.#lose(node)
        break
    }
  }

  /** A request failed: nothing repeats it. */
  #fail(node: KnownBootNode): void {
    if (node.status !== 'requested') return
    node.status = 'expired'
    node.cause ??= 'not-granted'
  }

  #lose(node: KnownBootNode): void {
    this.#fail(node)
    if (node.status !== 'accepted') return
    node.status = 'expired'
    this.#askSoon(node)
  }

  /** Asks after libp2p has finished its current work: it may have a request of its own under way, which fails. */
  #askSoon(node: KnownBootNode): void {
    setTimeout(() => {
      if (node.status === 'expired') node.cause ??= this.#causeOfLoss(node)
      if (!this.#ended.signal.aborted) this.#ask(node)
    }, 0)
  }

  #causeOfLoss({ failure, peerId }: KnownBootNode): RecoveryCause {
    if (failure !== null) return failure === 'refused' ? 'renewal-refused' : 'renewal-silent'
    const connections = this.#options.host.getConnections(peerId)
    return connections.some(({ status }) => status === 'open') ? 'listener-closed' : 'connection-closed'
  }

  async #ask(node: KnownBootNode): Promise<void> {
    const isAsked = ({ status }: KnownBootNode) => status === 'accepted' || status === 'requested'
    if (isAsked(node) || [...this.#bootNodes.values()].filter(isAsked).length >= mostRelays) return
    node.status = 'requested'
    if (node.cause !== null) {
      const { name: relay, cause, attempts } = node
      node.attempts += 1
      this.#options.observe({ kind: 'recovery-attempt', relay, cause, attempt: attempts + 1, delay: 0 })
    }
    await this.#requests.ask(node.peerId, `${node.address}/p2p-circuit`)
    if (!this.#options.listeners.holdsReservation(node.peerId)) this.#fail(node)
  }

  #identified({ peerId, protocols, connection }: IdentifyResult): void {
    const isRelay = protocols.includes(hopProtocol)
    const isPoint = protocols.includes(rendezvousProtocol)
    const remote = connection.remoteAddr.toString()
    // A peer that it reached only through a relay has no address to ask at.
    if ((!isRelay && !isPoint) || relayIn(remote) !== undefined) return
    const name = peerId.toString()
    const node = this.#bootNodes.get(name) ?? this.#add(withPeerId(remote, name))
    node.isRelay ||= isRelay
    node.isPoint ||= isPoint
    this.#identifyLater(connection)
    if (isRelay) this.#askSoon(node)
    if (isPoint && !isThrottled(node)) node.discovered = Date.now()
  }

  #identifyLater(connection: Connection): void {
    if (this.#identifies.has(connection.id)) return
    const again = () => {
      this.#identifies.delete(connection.id)
      if (connection.status !== 'open') return
      this.#identifyLater(connection)
      identifyOf(this.#options.host)
        .identify(connection)
        .catch(() => {})
    }
    this.#identifies.set(connection.id, setTimeout(again, identifyInterval))
  }

  /** Dials rendezvous points; over an open connection production asks them for peers instead. */
  #tick(): void {
    const { host } = this.#options
    const isPeerless = host.getPeers().every((peer) => {
      const node = this.#bootNodes.get(peer.toString())
      return node !== undefined && (node.isRelay || node.isPoint)
    })
    for (const node of this.#bootNodes.values()) {
      if (!node.isPoint || (!isPeerless && isThrottled(node))) continue
      if (host.getConnections(node.peerId).length > 0) node.discovered = Date.now()
      else this.#dial(node)
    }
  }

  /** Dials the boot-nodes that it has never reached. */
  #bootstrap(): void {
    for (const node of this.#bootNodes.values()) if (!node.isRelay && !node.isPoint) this.#dial(node)
  }

  async #dial(node: KnownBootNode): Promise<void> {
    const { host, observe } = this.#options
    if (node.isDialling) return
    node.isDialling = true
    try {
      await host.dial(multiaddr(node.address), { signal: this.#ended.signal })
    } catch (error) {
      if (!this.#ended.signal.aborted)
        observe({ kind: 'note', text: `could not connect to ${node.name}: ${messageOf(error)}` })
    } finally {
      node.isDialling = false
    }
  }

  #add(address: string): KnownBootNode {
    const peerId = relayPeerId(address)
    const name = peerId.toString()
    const node: KnownBootNode = {
      name,
      peerId,
      address,
      isRelay: false,
      isPoint: false,
      discovered: null,
      status: 'discovered',
      failure: null,
      cause: null,
      attempts: 0,
      isDialling: false,
    }
    this.#bootNodes.set(name, node)
    return node
  }
}

function isThrottled({ discovered }: KnownBootNode): boolean {
  return discovered !== null && Date.now() - discovered < discoveryPause
}

function withPeerId(address: string, name: string): string {
  return address.endsWith(`/p2p/${name}`) ? address : `${address}/p2p/${name}`
}

function identifyOf(host: Libp2p): { identify(connection: Connection): Promise<unknown> } {
  return (host.services as unknown as { identify: { identify(connection: Connection): Promise<unknown> } })
    .identify
}
