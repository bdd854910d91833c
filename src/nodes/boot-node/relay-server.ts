/**
 * The watched and wrapped parts of js-libp2p's CircuitRelayServer. None of them is in its public interface,
 * and the releases differ: members that some releases lack are optional here.
 */
import type { Connection, PeerId } from '@libp2p/interface'
import { peerIdFromMultihash } from '@libp2p/peer-id'
import * as Digest from 'multiformats/hashes/digest'
import type { RelayStatus } from '../../events/event.ts'

export interface RelayServer {
  readonly reservationStore: ReservationStore
  handleConnect: (request: HopRequest, ...rest: unknown[]) => Promise<void>
  stopHop: (request: StopRequest, ...rest: unknown[]) => Promise<CircuitStream | undefined>
}

export interface ReservationStore {
  maxReservations: number
  reservationTtl: number
  defaultDurationLimit: number | undefined
  defaultDataLimit: bigint | undefined
  applyDefaultLimit: boolean
  readonly reservations: {
    readonly size: number
    delete: (peer: PeerId) => boolean
    keys: () => Iterable<PeerId>
    values: () => Iterable<StoredReservation>
  }
  reserve: (peer: PeerId, address: Printable, ...rest: unknown[]) => HopAnswer
  get: (peer: PeerId) => StoredReservation | undefined
  removeReservation: (peer: PeerId) => void
}

/** A limit that is undefined does not apply, and the relay does not tell it. */
export interface CircuitLimit {
  readonly data: bigint | undefined
  readonly duration: number | undefined
}

export interface StoredReservation {
  limit?: CircuitLimit | undefined
  readonly signal?: AbortSignal & { readonly clear?: () => void }
}

export interface HopAnswer {
  readonly status: RelayStatus
  readonly expire?: number
}

/** A multiaddr. */
export interface Printable {
  toString(): string
}

export interface StopRequest {
  readonly connection: Connection
  readonly request: { readonly peer?: { readonly id: Uint8Array } }
}

export interface HopRequest extends StopRequest {
  readonly stream: {
    unwrap: () => CircuitStream
    pb: (codec: Codec) => { write: (message: object, options?: unknown) => Promise<void> }
  }
}

interface Codec {
  readonly encode: () => Uint8Array
  readonly decode: () => never
}

/** One of the two streams of a circuit. Until libp2p 2 streams had no events. */
export interface CircuitStream {
  readonly timeline?: { readonly close?: number }
  abort?: (error: Error) => void
  addEventListener?: (
    type: string,
    listener: (event: { readonly error?: Error; readonly data?: { readonly byteLength: number } }) => void,
  ) => void
}

/** The peer that a request names; null: it is malformed. */
export function peerOf({ request }: StopRequest): PeerId | null {
  try {
    return request.peer === undefined ? null : peerIdFromMultihash(Digest.decode(request.peer.id))
  } catch {
    return null
  }
}

const codes: Readonly<Record<Exclude<RelayStatus, 'OK'>, number>> = {
  RESERVATION_REFUSED: 200,
  RESOURCE_LIMIT_EXCEEDED: 201,
  PERMISSION_DENIED: 202,
  CONNECTION_FAILED: 203,
  NO_RESERVATION: 204,
  MALFORMED_MESSAGE: 400,
  UNEXPECTED_MESSAGE: 401,
}

/** Answers a request with a status: a HopMessage of the circuit relay v2 specification with type STATUS. */
export async function answer(
  { stream }: HopRequest,
  status: Exclude<RelayStatus, 'OK'>,
  options: unknown,
): Promise<void> {
  const code = codes[status]
  const message = Uint8Array.of(8, 2, 40, (code & 0x7f) | 0x80, code >> 7)
  const decode = () => {
    throw new Error('nothing is read here')
  }
  await stream.pb({ encode: () => message, decode }).write({}, options)
}
