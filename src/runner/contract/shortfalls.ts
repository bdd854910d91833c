/** Differences between a profile of topo and the node that it stands for, which topo cannot avoid. */
import { type ProfileName, profileNames, profiles } from '../../protocol/profiles.ts'
import type { ContractTerm } from '../language/values/contract-terms.ts'
import type { Terms } from './terms.ts'

export interface Shortfall {
  readonly profiles: readonly ProfileName[]
  readonly term: ContractTerm
  readonly text: string
  /** Returns true when it affects a production with these terms; null: it always does. */
  readonly matters: ((terms: Partial<Terms>) => boolean) | null
}

const mostStreams = 1000
const mostHopStreams = 32

const asInRust = profilesThat(({ limitsFirst }) => limitsFirst)
const oneForEachPeer = profilesThat(({ reservationOf }) => reservationOf === 'peer')
const asItComes = profilesThat((rules) => rules.asItComes)

export const shortfalls: readonly Shortfall[] = [
  {
    profiles: asInRust,
    term: 'maxReservationsPerPeer',
    text: 'rust-libp2p lets a peer have one reservation more than `max_reservations_per_peer` ([pull request 6365](https://github.com/libp2p/rust-libp2p/pull/6365)); topo keeps to the number.',
    matters: null,
  },
  {
    profiles: asInRust,
    term: 'maxCircuitsPerPeer',
    text: 'rust-libp2p lets a peer have one circuit more than `max_circuits_per_peer`; topo keeps to the number.',
    matters: null,
  },
  {
    profiles: ['go-libp2p'],
    term: 'maxCircuitBytes',
    text: 'go-libp2p counts the bytes of each direction separately; topo counts both together.',
    matters: null,
  },
  {
    profiles: ['go-libp2p'],
    term: 'maxReservations',
    text: 'go-libp2p also limits the reservations of one IP address (8) and of one network (32); topo does not.',
    matters: null,
  },
  {
    profiles: profileNames.filter((name) => name !== 'js-libp2p'),
    term: 'maxCircuitDuration',
    text: 'js-libp2p gives clients the time limit of a circuit in milliseconds, where the specification says seconds. topo does the same under every profile.',
    matters: null,
  },
  {
    profiles: ['calimero-boot-node'],
    term: 'kad',
    text: 'Production’s Kademlia lets records expire at once; js-libp2p’s keeps them.',
    matters: null,
  },
  {
    profiles: oneForEachPeer,
    term: 'maxReservationsPerPeer',
    text: 'A peer holds one reservation, with any limit.',
    matters: ({ maxReservationsPerPeer: most }) => most !== undefined && most !== 1,
  },
  {
    profiles: asItComes,
    term: 'maxCircuitsPerPeer',
    text: `js-libp2p’s relay resets the circuits beyond ${mostHopStreams} of one connection, with any limit.`,
    matters: ({ maxCircuitsPerPeer: most }) => isMoreThan(most, mostHopStreams),
  },
  {
    profiles: asItComes,
    term: 'maxCircuitDuration',
    text: 'js-libp2p’s relay also ends a circuit when the reservation behind it ends.',
    matters: ({ maxCircuitDuration }) => maxCircuitDuration !== undefined,
  },
  {
    profiles: profileNames.filter((name) => !asItComes.includes(name)),
    term: 'maxCircuitsPerPeer',
    text: `One connection carries at most ${mostStreams} circuits: its muxer has no more streams.`,
    matters: ({ maxCircuitsPerPeer: most }) => isMoreThan(most, mostStreams),
  },
]

function profilesThat(
  has: (rules: (typeof profiles)[ProfileName]['rules']) => boolean,
): readonly ProfileName[] {
  return profileNames.filter((name) => has(profiles[name].rules))
}

function isMoreThan(value: number | null | undefined, most: number): boolean {
  return value === null || (value !== undefined && value > most)
}
