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
      'Reservations that the relay holds at a time. A full relay grants renewals, except as rust-libp2p, which turns them down too: until one expires, nobody who holds one can keep it.',
    beyond: 'reservation',
    inJs: '`reservations.maxReservations`',
  },
  maxReservationsPerPeer: {
    unit: 'count',
    meaning:
      'Reservations of one peer at a time. In rust-libp2p a reservation belongs to a connection, and a peer with several connections may hold one on each. In go-libp2p and js-libp2p a peer holds one: asked for over another connection it is a renewal, and the limit is never reached.',
    beyond: 'reservation',
    inJs: 'one for each peer, and no number',
  },
  reservationDuration: {
    unit: 'duration',
    meaning:
      'How long a reservation lasts; a renewal lasts as long again. js-libp2p’s client renews 5 minutes before the end, but never sooner than 30 s after it asked: a shorter one expires first.',
    beyond: 'The reservation expires; who asks for its holder is answered `NO_RESERVATION`.',
    inJs: '`reservations.reservationTtl`',
  },
  reservationRateLimiters: {
    unit: 'limiters',
    meaning: 'How often reservations and renewals are granted.',
    beyond: 'reservation',
    inJs: 'nothing, topo adds it',
  },
  maxCircuits: {
    unit: 'count',
    meaning: 'Circuits that are open, or being opened, at a time.',
    beyond: 'circuit',
    inJs: 'nothing, topo adds it',
  },
  maxCircuitsPerPeer: {
    unit: 'count',
    meaning:
      'Circuits at a time that a peer is an end of, whichever end. Whoever asks for one is held against it; as go-libp2p and js-libp2p also the destination.',
    beyond: 'circuit',
    inJs: 'nothing, topo adds it',
  },
  maxCircuitDuration: {
    unit: 'duration',
    meaning: 'How long a circuit stays open.',
    beyond: 'Both streams of the circuit are reset.',
    inJs: '`reservations.defaultDurationLimit`',
  },
  maxCircuitBytes: {
    unit: 'size',
    meaning:
      'Bytes that a circuit carries, both directions together, what libp2p itself sends over it included: pings alone use up 128 KiB in about 20 minutes.',
    beyond: 'Both streams of the circuit are reset.',
    inJs: '`reservations.defaultDataLimit`',
  },
  circuitSrcRateLimiters: {
    unit: 'limiters',
    meaning: 'How often those who ask for circuits are granted one.',
    beyond: 'circuit',
    inJs: 'nothing, topo adds it',
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
