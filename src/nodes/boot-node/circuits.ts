/** Counts the circuits of a relay, refuses those beyond the limits, and reports how each of them ends. */
import type { CircuitEnd, RelayStatus } from '../../events/event.ts'
import type { RelayRules } from '../../protocol/profiles.ts'
import type { Observe } from '../host/observe.ts'
import {
  answer,
  type CircuitStream,
  type HopRequest,
  peerOf,
  type RelayServer,
  type StopRequest,
} from './relay-server.ts'
import { type RelayRulings, reachesLimit } from './relay-settings.ts'

/** A circuit that was asked for, until it is refused or closed. */
interface Circuit {
  readonly source: string
  readonly destination: string
  /** True: the destination was asked. */
  asked: boolean
  stream: CircuitStream | null
  /** Aborts at the end of the circuit's reservation, in releases in which that ends the circuit too. */
  reservation: AbortSignal | undefined
  bytes: number
}

export interface CircuitsOptions {
  readonly server: RelayServer
  readonly rules: RelayRules
  readonly settings: RelayRulings
  readonly observe: Observe
}

export class Circuits {
  readonly #options: CircuitsOptions
  readonly #circuits = new Set<Circuit>()
  #closedBytes = 0

  constructor(options: CircuitsOptions) {
    this.#options = options
    const { server } = options
    const handleConnect = server.handleConnect.bind(server)
    const stopHop = server.stopHop.bind(server)
    server.handleConnect = (hop, ...rest) => this.#connect(hop, rest, () => handleConnect(hop, ...rest))
    server.stopHop = async (stop, ...rest) => {
      const source = peerOf(stop)?.toString()
      const destination = stop.connection.remotePeer.toString()
      const circuit = [...this.#circuits].find(
        (one) => !one.asked && one.source === source && one.destination === destination,
      )
      if (circuit === undefined) return stopHop(stop, ...rest)
      return this.#ask(circuit, stop, () => stopHop(stop, ...rest))
    }
  }

  /** Bytes that were carried so far, both directions together. */
  get bytes(): number {
    return [...this.#circuits].reduce((sum, { bytes }) => sum + bytes, this.#closedBytes)
  }

  async #connect(
    hop: HopRequest,
    rest: readonly unknown[],
    handleConnect: () => Promise<void>,
  ): Promise<void> {
    const ends = {
      source: hop.connection.remotePeer.toString(),
      destination: peerOf(hop)?.toString() ?? 'malformed',
    }
    if (this.#isTooMuch(hop, ends)) {
      const status = this.#options.rules.circuitStatus
      this.#tell(ends, 'refused', status)
      await answer(hop, status, rest[0])
      return
    }
    const circuit: Circuit = { ...ends, asked: false, stream: null, reservation: undefined, bytes: 0 }
    this.#circuits.add(circuit)
    try {
      await handleConnect()
    } catch (error) {
      // The source left while the destination was asked, so the server does not join the streams.
      circuit.stream?.abort?.(error instanceof Error ? error : new Error(String(error)))
      if (circuit.stream !== null) this.#close(circuit, undefined)
      throw error
    } finally {
      if (circuit.stream === null) this.#circuits.delete(circuit)
    }
    if (!circuit.asked) this.#tell(ends, 'refused', this.#refusalOf(hop))
    if (circuit.stream !== null) this.#watch(circuit, hop.stream.unwrap())
  }

  async #ask(
    circuit: Circuit,
    stop: StopRequest,
    stopHop: () => Promise<CircuitStream | undefined>,
  ): Promise<CircuitStream | undefined> {
    circuit.asked = true
    circuit.reservation = this.#reservationOf(stop)
    const stream = await stopHop().catch((error: unknown) => {
      // js-libp2p's server takes it for a malformed request.
      if (!this.#options.rules.asItComes) return undefined
      this.#tell(circuit, 'refused', 'MALFORMED_MESSAGE')
      throw error
    })
    if (stream === undefined) {
      this.#tell(circuit, 'refused', 'CONNECTION_FAILED')
      return undefined
    }
    circuit.stream = stream
    this.#tell(circuit, 'opened', 'OK')
    this.#closeWith(circuit, stream)
    return stream
  }

  #reservationOf({ connection }: StopRequest): AbortSignal | undefined {
    const { rules, server } = this.#options
    return rules.asItComes ? server.reservationStore.get(connection.remotePeer)?.signal : undefined
  }

  /** Must be called after the two streams are joined: an earlier listener would consume their data. */
  #watch(circuit: Circuit, source: CircuitStream): void {
    this.#closeWith(circuit, source)
    for (const stream of [source, circuit.stream]) {
      stream?.addEventListener?.('message', ({ data }) => {
        circuit.bytes += data?.byteLength ?? 0
      })
    }
  }

  #closeWith(circuit: Circuit, stream: CircuitStream): void {
    stream.addEventListener?.('close', ({ error }) => this.#close(circuit, error))
  }

  #close(circuit: Circuit, error: Error | undefined): void {
    if (!this.#circuits.delete(circuit)) return
    this.#closedBytes += circuit.bytes
    this.#tell(circuit, 'closed', 'OK', endOf(circuit, error))
  }

  #isTooMuch(hop: HopRequest, { source, destination }: Pick<Circuit, 'source' | 'destination'>): boolean {
    const { server, rules, settings } = this.#options
    const peer = peerOf(hop)
    if (peer === null || hop.connection.remoteAddr.toString().includes('/p2p-circuit')) return false
    if (!rules.limitsFirst && server.reservationStore.get(peer) === undefined) return false
    this.#forgetClosed()
    const { maxCircuits, maxCircuitsPerPeer } = settings.limits
    if (reachesLimit(this.#circuits.size, maxCircuits)) return true
    const counted = rules.circuitsCountedOf === 'source' ? [source] : [source, destination]
    if (counted.some((one) => reachesLimit(this.#countOf(one), maxCircuitsPerPeer))) return true
    const { remotePeer, remoteAddr } = hop.connection
    return !settings.circuitRate({ peer: remotePeer, address: remoteAddr }, performance.now())
  }

  #countOf(peer: string): number {
    return [...this.#circuits].filter(({ source, destination }) => source === peer || destination === peer)
      .length
  }

  /** In releases whose streams have no events, only the timestamps show that a stream has closed. */
  #forgetClosed(): void {
    for (const circuit of this.#circuits) {
      if (circuit.stream?.timeline?.close !== undefined) this.#close(circuit, undefined)
    }
  }

  /** Returns the reason for which the server refused a request, in the order of the server's checks. */
  #refusalOf(hop: HopRequest): RelayStatus {
    const peer = peerOf(hop)
    if (peer === null) return 'MALFORMED_MESSAGE'
    if (hop.connection.remoteAddr.toString().includes('/p2p-circuit')) return 'PERMISSION_DENIED'
    const isHeld = this.#options.server.reservationStore.get(peer) !== undefined
    return isHeld ? 'PERMISSION_DENIED' : 'NO_RESERVATION'
  }

  #tell(
    { source, destination }: Pick<Circuit, 'source' | 'destination'>,
    outcome: 'opened' | 'refused' | 'closed',
    status: RelayStatus,
    reason?: CircuitEnd,
  ): void {
    this.#options.observe({
      kind: 'relay-circuit',
      source,
      destination,
      outcome,
      status,
      ...(reason !== undefined && { reason }),
    })
  }
}

/** js-libp2p gives `DurationLimitError` also when the circuit's reservation ends. */
function endOf({ reservation }: Circuit, error: Error | undefined): CircuitEnd {
  switch (error?.name) {
    case 'TransferLimitError':
      return 'bytes'
    case 'DurationLimitError':
      return reservation?.aborted === true ? 'reservation' : 'duration'
    default:
      return 'end'
  }
}
