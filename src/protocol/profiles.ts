/**
 * The boot-nodes that topo can imitate, by name: the values of their configuration, and the rules of their relay where
 * libp2p's implementations differ. docs/boot-node.md is made from this table.
 */
import type { RelayStatus } from '../events/event.ts'
import type { AutoNatVersion } from './autonat-version.ts'
import type { RateLimit, RelayConfig } from './relay-config.ts'
import type { RegistrationLimits } from './rendezvous-config.ts'
import { defaultLimits } from './rendezvous-config.ts'

const KiB = 2 ** 10
const GiB = 2 ** 30
const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** Rules by which a relay decides where the limits alone do not. */
export interface RelayRules {
  /** Owner of a reservation. With `peer`, a request over another connection is a renewal. */
  readonly reservationOf: 'connection' | 'peer'
  /** A reservation ends when its owner has no connection left. */
  readonly endsWithConnection: boolean
  /** A full relay also refuses renewals. */
  readonly refusesRenewalsWhenFull: boolean
  /** Status of the answer to a request for a reservation that exceeds a limit. */
  readonly reservationStatus: Extract<RelayStatus, 'RESERVATION_REFUSED' | 'RESOURCE_LIMIT_EXCEEDED'>
  /** Status of the answer to a request for a circuit that exceeds a limit. */
  readonly circuitStatus: Extract<RelayStatus, 'RESOURCE_LIMIT_EXCEEDED' | 'PERMISSION_DENIED'>
  /** The relay checks the limits of a circuit before it looks up the destination. */
  readonly limitsFirst: boolean
  /** The ends whose circuits count for `maxCircuitsPerPeer`. */
  readonly circuitsCountedOf: 'source' | 'both ends'
  /** The relay uses js-libp2p's own store, with its timers and their bugs. */
  readonly asItComes: boolean
}

export interface Profile {
  /** The relay that it imitates, in one sentence. */
  readonly summary: string
  readonly relay: RelayConfig
  readonly autonat: readonly Exclude<AutoNatVersion, 'off'>[]
  /** Limits of its rendezvous point; null: it is not one. */
  readonly rendezvous: RegistrationLimits | null
  /** The Kademlia protocol that it serves; null: none. */
  readonly kad: string | null
  readonly rules: RelayRules
}

/** protocols/relay/src/behaviour.rs */
const rustRules: RelayRules = {
  reservationOf: 'connection',
  endsWithConnection: true,
  refusesRenewalsWhenFull: true,
  reservationStatus: 'RESOURCE_LIMIT_EXCEEDED',
  circuitStatus: 'RESOURCE_LIMIT_EXCEEDED',
  limitsFirst: true,
  circuitsCountedOf: 'source',
  asItComes: false,
}

/** p2p/protocol/circuitv2/relay/relay.go */
const goRules: RelayRules = {
  reservationOf: 'peer',
  endsWithConnection: true,
  refusesRenewalsWhenFull: false,
  reservationStatus: 'RESERVATION_REFUSED',
  circuitStatus: 'RESOURCE_LIMIT_EXCEEDED',
  limitsFirst: false,
  circuitsCountedOf: 'both ends',
  asItComes: false,
}

/** @libp2p/circuit-relay-v2, src/server; its connection gater answers PERMISSION_DENIED. */
const jsRules: RelayRules = {
  reservationOf: 'peer',
  endsWithConnection: false,
  refusesRenewalsWhenFull: false,
  reservationStatus: 'RESERVATION_REFUSED',
  circuitStatus: 'PERMISSION_DENIED',
  limitsFirst: false,
  circuitsCountedOf: 'both ends',
  asItComes: true,
}

const rustLimiters: readonly RateLimit[] = [
  { per: 'peer', limit: 30, interval: 2 * minute },
  { per: 'ip', limit: 60, interval: minute },
]

const rust: RelayConfig = {
  maxReservations: 128,
  maxReservationsPerPeer: 4,
  reservationDuration: hour,
  reservationRateLimiters: rustLimiters,
  maxCircuits: 16,
  maxCircuitsPerPeer: 4,
  maxCircuitDuration: 2 * minute,
  maxCircuitBytes: 128 * KiB,
  circuitSrcRateLimiters: rustLimiters,
}

export const profileNames = [
  'calimero-boot-node',
  'mock-relay',
  'rust-libp2p',
  'go-libp2p',
  'js-libp2p',
] as const
export type ProfileName = (typeof profileNames)[number]

export const profiles: Readonly<Record<ProfileName, Profile>> = {
  'calimero-boot-node': {
    summary:
      'Calimero’s boot-node in production: rust-libp2p with limits of its own, AutoNAT v2, a rendezvous point and Kademlia.',
    relay: {
      ...rust,
      maxReservations: 2048,
      maxReservationsPerPeer: 8,
      maxCircuits: 4096,
      maxCircuitsPerPeer: 256,
      maxCircuitDuration: hour,
      maxCircuitBytes: GiB,
    },
    autonat: ['v2'],
    rendezvous: defaultLimits,
    kad: '/calimero/kad/1.0.0',
    rules: rustRules,
  },
  'mock-relay': {
    summary:
      'MockRelay of Calimero’s Rust tests: rust-libp2p with limits of its own and no rate limiters, identify and nothing else.',
    relay: {
      ...rust,
      reservationRateLimiters: [],
      maxCircuits: 1024,
      maxCircuitsPerPeer: 16,
      maxCircuitDuration: hour,
      maxCircuitBytes: GiB,
      circuitSrcRateLimiters: [],
    },
    autonat: [],
    rendezvous: null,
    kad: null,
    rules: rustRules,
  },
  'rust-libp2p': {
    summary:
      'rust-libp2p’s relay server as its example runs it: `relay::Config::default()`, identify and ping.',
    relay: rust,
    autonat: [],
    rendezvous: null,
    kad: null,
    rules: rustRules,
  },
  'go-libp2p': {
    summary: 'go-libp2p’s relay service with `DefaultResources` and `DefaultLimit`, and AutoNAT v2.',
    relay: {
      maxReservations: 128,
      maxReservationsPerPeer: 1,
      reservationDuration: hour,
      reservationRateLimiters: [],
      maxCircuits: null,
      maxCircuitsPerPeer: 16,
      maxCircuitDuration: 2 * minute,
      maxCircuitBytes: 128 * KiB,
      circuitSrcRateLimiters: [],
    },
    autonat: ['v2'],
    rendezvous: null,
    kad: null,
    rules: goRules,
  },
  'js-libp2p': {
    summary: 'js-libp2p’s relay server as it comes, with AutoNAT v2.',
    relay: {
      maxReservations: 15,
      maxReservationsPerPeer: 1,
      reservationDuration: 2 * hour,
      reservationRateLimiters: [],
      maxCircuits: null,
      maxCircuitsPerPeer: null,
      maxCircuitDuration: 2 * minute,
      maxCircuitBytes: 128 * KiB,
      circuitSrcRateLimiters: [],
    },
    autonat: ['v2'],
    rendezvous: null,
    kad: null,
    rules: jsRules,
  },
}
