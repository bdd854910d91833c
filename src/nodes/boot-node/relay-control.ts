/**
 * Watches a js-libp2p relay server and makes it refuse on demand. Neither is in its public interface, so its store
 * and its two handlers for circuits are wrapped; the wire stays libp2p's own.
 */
import type { Connection, PeerId } from '@libp2p/interface'
import { peerIdFromMultihash } from '@libp2p/peer-id'
import * as Digest from 'multiformats/hashes/digest'
import type { RelayStatus } from '../../runner/events/event.ts'
import type { Observe } from '../observe.ts'
import type { RefusalRule } from './config.ts'

/** The parts of CircuitRelayServer that are wrapped. */
export interface RelayServer {
  readonly reservationStore: {
    readonly reservations: { readonly size: number }
    reserve: (peer: PeerId, ...rest: unknown[]) => { readonly status: RelayStatus; readonly expire?: number }
    get: (peer: PeerId) => { readonly signal?: AbortSignal } | undefined
  }
  handleConnect: (request: HopRequest, ...rest: unknown[]) => Promise<void>
  stopHop: (request: StopRequest, ...rest: unknown[]) => Promise<Closable | undefined>
}

interface HopRequest {
  readonly connection: Connection
  readonly request: { readonly peer?: { readonly id: Uint8Array } }
}

type StopRequest = HopRequest

interface Closable {
  addEventListener?: (type: 'close', listener: () => void, options: { once: true }) => void
}

export class RelayControl {
  readonly #server: RelayServer
  readonly #observe: Observe
  #rule: RefusalRule | null = null

  constructor(server: RelayServer, observe: Observe) {
    this.#server = server
    this.#observe = observe
    this.#watchReservations()
    this.#watchCircuits()
  }

  /** Refuses the reservations that the rule names; null lifts the rule. */
  refuse(rule: RefusalRule | null): void {
    this.#rule = rule
  }

  #watchReservations(): void {
    const store = this.#server.reservationStore
    const reserve = store.reserve.bind(store)
    store.reserve = (peer, ...rest) => {
      const renewal = store.get(peer) !== undefined
      const rule = this.#ruleFor(peer, renewal)
      if (rule !== null) {
        this.#reservation(peer, 'refused', rule.status, true)
        return { status: rule.status }
      }
      const result = reserve(peer, ...rest)
      if (result.status !== 'OK') this.#reservation(peer, 'refused', result.status)
      else this.#reservation(peer, renewal ? 'renewed' : 'accepted', 'OK')
      if (result.status === 'OK' && !renewal) {
        store
          .get(peer)
          ?.signal?.addEventListener('abort', () => this.#reservation(peer, 'expired', 'OK'), { once: true })
      }
      return result
    }
  }

  #ruleFor(peer: PeerId, renewal: boolean): RefusalRule | null {
    const rule = this.#rule
    if (rule === null || (rule.peers !== null && !rule.peers.includes(peer.toString()))) return null
    return rule.which === 'all' || rule.which === (renewal ? 'renewals' : 'new') ? rule : null
  }

  #reservation(
    peer: PeerId,
    outcome: 'accepted' | 'renewed' | 'refused' | 'expired',
    status: RelayStatus,
    byFault = false,
  ): void {
    const held = this.#server.reservationStore.reservations.size
    this.#observe({ kind: 'relay-reservation', peer: peer.toString(), outcome, status, byFault, held })
  }

  /** A circuit is opened when the STOP request to its destination is answered; a refused one never gets there. */
  #watchCircuits(): void {
    const server = this.#server
    const reached = new Set<string>()
    const handleConnect = server.handleConnect.bind(server)
    const stopHop = server.stopHop.bind(server)
    server.handleConnect = async (hop, ...rest) => {
      const circuit = { source: hop.connection.remotePeer.toString(), destination: namedIn(hop) }
      await handleConnect(hop, ...rest)
      if (!reached.delete(keyOf(circuit))) this.#circuit(circuit, 'refused', this.#refusalOf(hop))
    }
    server.stopHop = async (stop, ...rest) => {
      const circuit = { source: namedIn(stop), destination: stop.connection.remotePeer.toString() }
      reached.add(keyOf(circuit))
      const stream = await stopHop(stop, ...rest)
      this.#circuit(
        circuit,
        stream === undefined ? 'refused' : 'opened',
        stream === undefined ? 'CONNECTION_FAILED' : 'OK',
      )
      stream?.addEventListener?.('close', () => this.#circuit(circuit, 'closed', 'OK'), { once: true })
      return stream
    }
  }

  /** Why the server turned down a request that it did not pass on, by its own order of checks. */
  #refusalOf(hop: HopRequest): RelayStatus {
    const peer = peerOf(hop)
    if (peer === null) return 'MALFORMED_MESSAGE'
    return this.#server.reservationStore.get(peer) === undefined ? 'NO_RESERVATION' : 'PERMISSION_DENIED'
  }

  #circuit(circuit: Circuit, outcome: 'opened' | 'refused' | 'closed', status: RelayStatus): void {
    this.#observe({ kind: 'relay-circuit', ...circuit, outcome, status })
  }
}

interface Circuit {
  readonly source: string
  readonly destination: string
}

function keyOf(circuit: Circuit): string {
  return `${circuit.source} ${circuit.destination}`
}

function peerOf(hop: HopRequest): PeerId | null {
  try {
    return hop.request.peer === undefined ? null : peerIdFromMultihash(Digest.decode(hop.request.peer.id))
  } catch {
    return null
  }
}

function namedIn(hop: HopRequest): string {
  return peerOf(hop)?.toString() ?? 'malformed'
}
