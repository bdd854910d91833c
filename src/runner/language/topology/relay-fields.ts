/** The limits of a relay for the reference: meaning, unit and notation. */
import type { RateLimit, RelayConfig } from '../../../protocol/relay-config.ts'
import { formatDuration } from '../values/duration.ts'
import { formatSize } from '../values/size.ts'

export interface RelayField {
  readonly unit: 'count' | 'duration' | 'size' | 'limiters'
  readonly meaning: string
  /** The relay's reaction to a request above the limit. */
  readonly beyond: 'reservation' | 'circuit' | string
  /** The support in js-libp2p. */
  readonly inJs: string
}

export const relayFields: Readonly<Record<keyof RelayConfig, RelayField>> = {
  maxReservations: {
    unit: 'count',
    meaning:
      'Reservations that the relay holds at a time. A full relay still grants renewals, but a full rust-libp2p relay refuses them too.',
    beyond: 'reservation',
    inJs: '`reservations.maxReservations`',
  },
  maxReservationsPerPeer: {
    unit: 'count',
    meaning:
      'Reservations of one peer at a time. In rust-libp2p a reservation belongs to a connection, and a peer with several connections may hold one on each. In go-libp2p and js-libp2p a peer holds at most one: a request over another connection is a renewal. There, no peer reaches the limit.',
    beyond: 'reservation',
    inJs: 'no setting: one for each peer',
  },
  reservationDuration: {
    unit: 'duration',
    meaning:
      'The duration of a reservation, and again of each renewal. js-libp2p’s client renews 5 minutes before the end, but not sooner than 30 s after its request. So a reservation of less than 30 s expires before its renewal.',
    beyond: 'The reservation expires. The relay then refuses circuits to its holder with `NO_RESERVATION`.',
    inJs: '`reservations.reservationTtl`',
  },
  reservationRateLimiters: {
    unit: 'limiters',
    meaning: 'The rate at which it grants reservations and renewals.',
    beyond: 'reservation',
    inJs: 'no setting: topo adds it',
  },
  maxCircuits: {
    unit: 'count',
    meaning: 'Circuits that are open, or being opened, at a time.',
    beyond: 'circuit',
    inJs: 'no setting: topo adds it',
  },
  maxCircuitsPerPeer: {
    unit: 'count',
    meaning:
      'Circuits at a time that have one peer as source or destination. The limit applies to the source of a new circuit, and in go-libp2p and js-libp2p also to the destination.',
    beyond: 'circuit',
    inJs: 'no setting: topo adds it',
  },
  maxCircuitDuration: {
    unit: 'duration',
    meaning: 'The longest time that a circuit stays open.',
    beyond: 'Both streams of the circuit are reset.',
    inJs: '`reservations.defaultDurationLimit`',
  },
  maxCircuitBytes: {
    unit: 'size',
    meaning:
      'Bytes that a circuit carries, in both directions together. The bytes of libp2p itself count too: pings alone use up 128 KiB in about 20 minutes.',
    beyond: 'Both streams of the circuit are reset.',
    inJs: '`reservations.defaultDataLimit`',
  },
  circuitSrcRateLimiters: {
    unit: 'limiters',
    meaning: 'The rate at which it grants circuits, by their source.',
    beyond: 'circuit',
    inJs: 'no setting: topo adds it',
  },
}

export function showLimit(value: RelayConfig[keyof RelayConfig], unit: RelayField['unit']): string {
  if (value === null) return 'unlimited'
  if (typeof value === 'object') return value.map(showLimiter).join('; ') || 'none'
  if (unit === 'duration') return formatDuration(value)
  return unit === 'size' ? formatSize(value) : String(value)
}

function showLimiter({ per, limit, interval }: RateLimit): string {
  return `${per} ${limit}, one every ${formatDuration(interval)}`
}
